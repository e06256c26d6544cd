package dev.tradepost.order.history;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Collection;
import java.util.Currency;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.Collectors;

import jakarta.enterprise.context.ApplicationScoped;

import dev.tradepost.kernel.Money;
import dev.tradepost.order.lifecycle.OrderStatus;
import dev.tradepost.platform.database.Sql;

/** Reads for reconciliation: orders that have not made their next step, and what they keep. */
@ApplicationScoped
public class OrderQueries {

    private final Sql sql;

    OrderQueries(Sql sql) {
        this.sql = sql;
    }

    /** @param since the time of the last change */
    public record OrderState(UUID orderId, OrderStatus status, Instant since) {}

    public record KeptMoney(UUID orderId, Money amount) {}

    /** The existing orders by id. */
    public Map<UUID, OrderState> states(Collection<UUID> orderIds) {
        return sql
                .query("select id, status, updated_at from orders.orders where id = any(?)", OrderQueries::state,
                        Sql.uuids(orderIds))
                .stream().collect(Collectors.toMap(OrderState::orderId, state -> state));
    }

    /** PENDING orders without a payment, oldest first. */
    public List<OrderState> withoutPayment(Instant placedBefore, int limit) {
        return sql.query("""
                select id, status, updated_at from orders.orders o
                 where status = 'PENDING' and created_at < ?
                   and not exists (select 1 from orders.payments p where p.order_id = o.id)
                 order by created_at limit ?""", OrderQueries::state, placedBefore, limit);
    }

    /** CONFIRMED orders whose stock is not taken yet, oldest first. */
    public List<OrderState> withoutStock(Instant changedBefore, int limit) {
        return sql.query("""
                select id, status, updated_at from orders.orders
                 where status = 'CONFIRMED' and created_at < ? and updated_at < ?
                 order by created_at limit ?""", OrderQueries::state, changedBefore, changedBefore, limit);
    }

    /** CANCELLED orders whose payment is captured, and neither refunded nor being refunded in full. */
    public List<KeptMoney> keepingMoney(Instant changedBefore, int limit) {
        return sql.query("""
                select o.id, p.amount - p.refunded_amount as kept, p.currency
                  from orders.payments p join orders.orders o on o.id = p.order_id
                 where p.status = 'CAPTURED' and o.status = 'CANCELLED' and p.refunded_amount < p.amount
                   and o.updated_at < ? and p.updated_at < ?
                 order by o.id limit ?""",
                row -> new KeptMoney(row.getObject("id", UUID.class),
                        Money.of(row.getBigDecimal("kept"), Currency.getInstance(row.getString("currency")))),
                changedBefore, changedBefore, limit);
    }

    private static OrderState state(ResultSet row) throws SQLException {
        return new OrderState(row.getObject("id", UUID.class), OrderStatus.valueOf(row.getString("status")),
                Objects.requireNonNull(Sql.instant(row, "updated_at")));
    }
}
