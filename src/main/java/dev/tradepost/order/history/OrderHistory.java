package dev.tradepost.order.history;

import java.math.BigDecimal;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

import jakarta.enterprise.context.ApplicationScoped;

import dev.tradepost.kernel.PageRequest;
import dev.tradepost.order.lifecycle.OrderStatus;
import dev.tradepost.order.lifecycle.PaymentStatus;
import dev.tradepost.platform.database.Sql;
import dev.tradepost.platform.http.Pagination;

/** Lists orders: two statements for a page, however many orders and lines there are. */
@ApplicationScoped
class OrderHistory {

    /** Counting on would cost more than it tells. */
    private static final int COUNTED = PageRequest.DEEPEST_ROW;

    private final Sql sql;

    OrderHistory(Sql sql) {
        this.sql = sql;
    }

    /** @param itemCount products, not pieces */
    public record OrderSummary(UUID orderId,
            String orderNumber,
            UUID userId,
            OrderStatus status,
            PaymentStatus paymentStatus,
            BigDecimal totalAmount,
            String currency,
            long itemCount,
            Instant createdAt,
            Instant updatedAt) {}

    public record OrderPage(List<OrderSummary> orders, Pagination pagination) {}

    OrderPage page(OrderFilter filter) {
        int limit = filter.page().limit();
        List<OrderSummary> found = found(filter, limit + 1);
        boolean more = found.size() > limit;
        List<OrderSummary> shown = more ? found.subList(0, limit) : found;
        String next = more ? after(shown.getLast(), filter.page().page() + 1).text() : null;
        long total = counted(filter);
        return new OrderPage(shown, Pagination.of(filter.page(), Math.min(total, COUNTED), total <= COUNTED, next));
    }

    private static OrderCursor after(OrderSummary last, int page) {
        return new OrderCursor(page, last.createdAt(), last.orderId());
    }

    private List<OrderSummary> found(OrderFilter filter, int most) {
        List<Object> values = new ArrayList<>();
        String where = filter.condition(values);
        OrderCursor cursor = filter.cursor();
        if (cursor != null) {
            where += " and (o.created_at, o.id) < (?, ?)";
            values.add(cursor.createdAt().atOffset(ZoneOffset.UTC));
            values.add(cursor.id());
        }
        values.add(most);
        values.add(cursor == null ? filter.page().offset() : 0);
        return sql.query("""
                select o.id, o.order_number, o.user_id, o.status, o.payment_status, o.total_amount, o.currency,
                       (select count(*) from orders.order_items i where i.order_id = o.id) as items,
                       o.created_at, o.updated_at
                  from orders.orders o
                 where %s
                 order by o.created_at desc, o.id desc
                 limit ? offset ?""".formatted(where), OrderHistory::summary, values.toArray());
    }

    private long counted(OrderFilter filter) {
        List<Object> values = new ArrayList<>();
        String where = filter.condition(values);
        values.add(COUNTED + 1);
        return sql.query(
                "select count(*) from (select 1 from orders.orders o where %s limit ?) as counted".formatted(where),
                row -> row.getLong(1), values.toArray()).getFirst();
    }

    private static OrderSummary summary(ResultSet row) throws SQLException {
        return new OrderSummary(row.getObject("id", UUID.class), row.getString("order_number"),
                row.getObject("user_id", UUID.class), OrderStatus.valueOf(row.getString("status")),
                PaymentStatus.valueOf(row.getString("payment_status")), row.getBigDecimal("total_amount"),
                row.getString("currency"), row.getLong("items"), row.getTimestamp("created_at").toInstant(),
                row.getTimestamp("updated_at").toInstant());
    }
}
