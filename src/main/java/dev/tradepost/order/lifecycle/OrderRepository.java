package dev.tradepost.order.lifecycle;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.Collection;
import java.util.Currency;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.LockModeType;

import io.quarkus.hibernate.orm.panache.PanacheRepositoryBase;

import dev.tradepost.kernel.Money;
import dev.tradepost.order.lifecycle.Orders.AmountDue;
import dev.tradepost.platform.database.Sql;
import dev.tradepost.user.api.UserErased;

/** Orders as entities, and the locks of their rows. A lock lasts until the caller's transaction ends. */
@ApplicationScoped
class OrderRepository implements PanacheRepositoryBase<Order, UUID> {

    private final Sql sql;

    OrderRepository(Sql sql) {
        this.sql = sql;
    }

    List<Order> ofCustomer(UUID userId) {
        return list("userId = ?1 order by id desc", userId);
    }

    Optional<Order> lock(UUID orderId) {
        return findByIdOptional(orderId, LockModeType.PESSIMISTIC_WRITE);
    }

    /**
     * Locks with one statement, in the order of the ids, which avoids deadlocks. No status predicate here: with stale statistics the planner
     * would scan every pending order.
     */
    Map<UUID, AmountDue> lockDue(Collection<UUID> orderIds) {
        return sql.query("""
                select id, status, total_amount, currency, payment_token
                  from orders.orders where id = any(?) order by id for no key update""", OrderRepository::amountDue,
                Sql.uuids(orderIds)).stream().flatMap(Optional::stream)
                .collect(Collectors.toMap(AmountDue::orderId, due -> due));
    }

    private static Optional<AmountDue> amountDue(ResultSet row) throws SQLException {
        return OrderStatus.valueOf(row.getString("status")) != OrderStatus.PENDING
                ? Optional.empty()
                : Optional.of(new AmountDue(row.getObject("id", UUID.class),
                        Money.of(row.getBigDecimal("total_amount"), Currency.getInstance(row.getString("currency"))),
                        row.getString("payment_token")));
    }

    /**
     * Erases the personal data of a customer. Accounting data stays. Addresses of open orders stay until {@link Order} deletes them with its
     * last transition: the locks make sure that a concurrent transition is seen here, or sees this change.
     */
    void erase(UserErased erased) {
        sql.query("select id from orders.orders where user_id = ? order by id for no key update",
                row -> row.getObject(1, UUID.class), erased.userId());
        update("update versioned Order set customerErased = true, updatedAt = ?1 where userId = ?2", erased.at(),
                erased.userId());
        sql.update("""
                update orders.order_addresses set street_address = null, city = null, state = null, postal_code = null
                 where order_id in (select id from orders.orders where user_id = ? and status = any(?))""",
                erased.userId(),
                Sql.texts(Arrays.stream(OrderStatus.values()).filter(OrderStatus::isFinal).toList(),
                        OrderStatus::name));
    }
}
