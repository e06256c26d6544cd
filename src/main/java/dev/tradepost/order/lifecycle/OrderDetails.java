package dev.tradepost.order.lifecycle;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.Collectors;

import jakarta.enterprise.context.ApplicationScoped;

import dev.tradepost.order.lifecycle.Orders.OwnedOrder;
import dev.tradepost.platform.crypto.FieldEncryption;
import dev.tradepost.platform.database.Sql;

/**
 * Reads many orders as they are shown: four statements for any number of them. A query of the entities would be made anew for each
 * number of ids, which costs more than what it reads.
 */
@ApplicationScoped
class OrderDetails {

    private static final String ORDERS = """
            select id, user_id, order_number, status, total_amount, currency, payment_method, payment_status,
                   tracking_number, created_at, updated_at
              from orders.orders where id = any(?)""";
    private static final String ITEMS = """
            select order_id, product_id, product_name, sku, quantity, unit_price, total_price
              from orders.order_items where order_id = any(?) order by order_id, line""";
    private static final String ADDRESSES = """
            select order_id, address_type, street_address, city, state, postal_code, country
              from orders.order_addresses where order_id = any(?)""";
    private static final String STEPS = """
            select order_id, status, created_at, changed_by, reason
              from orders.order_history where order_id = any(?) order by order_id, created_at, id""";

    private final Sql sql;
    private final FieldEncryption encryption;

    OrderDetails(Sql sql, FieldEncryption encryption) {
        this.sql = sql;
        this.encryption = encryption;
    }

    private record OrderPart<T>(UUID orderId, T what) {}

    /** Those of the orders that exist, by id. */
    Map<UUID, OwnedOrder> of(Collection<UUID> orderIds) {
        Object ids = Sql.uuids(orderIds);
        Map<UUID, List<OrderDetail.Item>> items = parts(ITEMS, ids, OrderDetails::item);
        Map<UUID, List<OrderDetail.StatusHistoryEntry>> steps = parts(STEPS, ids, OrderDetails::step);
        Map<UUID, Map<String, OrderAddress>> addresses = new HashMap<>();
        read(ADDRESSES, ids, row -> addresses.computeIfAbsent(id(row), _ -> new HashMap<>())
                .put(row.getString("address_type"), address(row)));
        return read(ORDERS, ids, row -> {
            UUID id = row.getObject("id", UUID.class);
            return new OwnedOrder(row.getObject("user_id", UUID.class),
                    detail(row, id, of(items, id), of(addresses, id),
                            of(steps, id)));
        }).stream().collect(Collectors.toMap(owned -> owned.detail().orderId(), owned -> owned));
    }

    private OrderDetail detail(ResultSet row, UUID id, List<OrderDetail.Item> items,
            Map<String, OrderAddress> addresses, List<OrderDetail.StatusHistoryEntry> steps) throws SQLException {
        return new OrderDetail(id, row.getString("order_number"), OrderStatus.valueOf(row.getString("status")),
                row.getBigDecimal("total_amount"), row.getString("currency"), items,
                of(addresses, Orders.SHIPPING).view(encryption, id, Orders.SHIPPING),
                of(addresses, Orders.BILLING).view(encryption, id, Orders.BILLING),
                row.getString("payment_method"),
                PaymentStatus.valueOf(row.getString("payment_status")), row.getString("tracking_number"), steps,
                row.getTimestamp("created_at").toInstant(), row.getTimestamp("updated_at").toInstant());
    }

    private static OrderDetail.Item item(ResultSet row) throws SQLException {
        return new OrderDetail.Item(row.getObject("product_id", UUID.class), row.getString("product_name"),
                row.getString("sku"), row.getInt("quantity"), row.getBigDecimal("unit_price"),
                row.getBigDecimal("total_price"));
    }

    private static OrderAddress address(ResultSet row) throws SQLException {
        return new OrderAddress(row.getString("street_address"), row.getString("city"), row.getString("state"),
                row.getString("postal_code"), row.getString("country"));
    }

    private static OrderDetail.StatusHistoryEntry step(ResultSet row) throws SQLException {
        return new OrderDetail.StatusHistoryEntry(OrderStatus.valueOf(row.getString("status")),
                row.getTimestamp("created_at").toInstant(), row.getString("changed_by"), row.getString("reason"));
    }

    private static UUID id(ResultSet row) throws SQLException {
        return row.getObject("order_id", UUID.class);
    }

    /** Every order has it: it was placed with it. */
    private static <K, V> V of(Map<K, V> parts, K key) {
        return Objects.requireNonNull(parts.get(key), () -> "no " + key);
    }

    private <T> Map<UUID, List<T>> parts(String select, Object ids, Sql.RowMapper<T> reading) {
        return read(select, ids, row -> new OrderPart<>(id(row), reading.map(row))).stream()
                .collect(Collectors.groupingBy(OrderPart::orderId,
                        Collectors.mapping(OrderPart::what, Collectors.toList())));
    }

    private <T> List<T> read(String select, Object ids, Sql.RowMapper<T> reading) {
        return sql.query(select, reading, ids);
    }
}
