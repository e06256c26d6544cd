package dev.tradepost.order.lifecycle;

import java.lang.reflect.Field;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Map;

import dev.tradepost.kernel.Ids;

/** An order as Hibernate reads it after {@code NewOrders} has stored it, for tests without a database. */
final class PendingOrder {

    private PendingOrder() {}

    static Order at(Instant now) {
        Order order = new Order();
        OrderAddress address = new OrderAddress(null, "Portland", "ME", "04101", "US");
        set(order, Map.of("id", Ids.next(), "userId", Ids.next(), "orderNumber", "ORD-2026-001", "status",
                OrderStatus.PENDING, "paymentStatus", PaymentStatus.PENDING, "totalAmount", new BigDecimal("10.00"),
                "currency", "USD", "paymentMethod", "credit_card", "createdAt", now, "updatedAt", now));
        set(order, Map.of("addresses", Map.of(Orders.SHIPPING, address, Orders.BILLING, address)));
        reach(order, OrderStatus.PENDING, PaymentStatus.PENDING, order.userId().toString(), now);
        return order;
    }

    /** Sets what {@link BulkTransitions} sets with its statement. */
    @SuppressWarnings("unchecked") // a list of entries
    static void reach(Order order, OrderStatus status, PaymentStatus payment, String by, Instant now) {
        set(order, Map.of("status", status, "paymentStatus", payment));
        try {
            ((List<HistoryEntry>) field("history").get(order)).add(new HistoryEntry(order, by, null, now));
        } catch (ReflectiveOperationException renamed) {
            throw new LinkageError(renamed.getMessage(), renamed);
        }
    }

    private static void set(Order order, Map<String, Object> fields) {
        try {
            for (Map.Entry<String, Object> value : fields.entrySet()) {
                field(value.getKey()).set(order, value.getValue());
            }
        } catch (ReflectiveOperationException renamed) {
            throw new LinkageError(renamed.getMessage(), renamed);
        }
    }

    private static Field field(String name) throws NoSuchFieldException {
        Field field = Order.class.getDeclaredField(name);
        field.setAccessible(true);
        return field;
    }
}
