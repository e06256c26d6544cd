package dev.tradepost.order.stream;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;

import jakarta.enterprise.context.ApplicationScoped;

import org.jspecify.annotations.Nullable;

import dev.tradepost.order.lifecycle.OrderStatus;
import dev.tradepost.platform.database.Sql;

/** Reads the status changes of any number of orders with one statement. */
@ApplicationScoped
class StatusChanges {

    private static final String READ = """
            select h.id, h.order_id, o.user_id, h.status, h.created_at, h.reason, o.tracking_number
              from orders.order_history h join orders.orders o on o.id = h.order_id
             where h.order_id = any(?)
             order by h.created_at, h.id""";

    private final Sql sql;

    StatusChanges(Sql sql) {
        this.sql = sql;
    }

    /**
     * A status that an order has reached.
     *
     * @param userId owner of the order
     */
    record StatusChange(UUID entryId, UUID orderId, UUID userId, OrderStatus status, Instant at,
            @Nullable String reason,
            @Nullable String trackingNumber) {}

    /** The status changes of each order, oldest first; without orders that do not exist. */
    Map<UUID, List<StatusChange>> of(Collection<UUID> orderIds) {
        Object ids = Sql.uuids(orderIds);
        return sql.query(READ, StatusChanges::step, ids).stream()
                .collect(Collectors.groupingBy(StatusChange::orderId));
    }

    private static StatusChange step(ResultSet row) throws SQLException {
        OrderStatus status = OrderStatus.valueOf(row.getString("status"));
        boolean onItsWay = status == OrderStatus.SHIPPED || status == OrderStatus.DELIVERED;
        return new StatusChange(row.getObject("id", UUID.class), row.getObject("order_id", UUID.class),
                row.getObject("user_id", UUID.class), status, row.getTimestamp("created_at").toInstant(),
                row.getString("reason"), onItsWay ? row.getString("tracking_number") : null);
    }
}
