package dev.tradepost.order.lifecycle;

import java.util.Set;

/**
 * The state machine of orders: every transition that exists. {@link Order} and {@link BulkTransitions} take their states from here, and so
 * does {@link OrderStatus#next}. An order begins as {@link OrderStatus#PENDING}.
 */
enum Transition {

    /** The payment is captured. */
    CONFIRM(Set.of(OrderStatus.PENDING), OrderStatus.CONFIRMED, true),
    /** The goods have left the stock. */
    PREPARE(Set.of(OrderStatus.CONFIRMED), OrderStatus.PROCESSING, true),
    SHIP(Set.of(OrderStatus.PROCESSING), OrderStatus.SHIPPED, false),
    DELIVER(Set.of(OrderStatus.SHIPPED), OrderStatus.DELIVERED, false),
    CANCEL(Set.of(OrderStatus.PENDING, OrderStatus.CONFIRMED, OrderStatus.PROCESSING), OrderStatus.CANCELLED, false);

    @SuppressWarnings("ImmutableEnumChecker") // Set.of is immutable
    private final Set<OrderStatus> from;
    private final OrderStatus to;
    private final boolean automatic;

    Transition(Set<OrderStatus> from, OrderStatus to, boolean automatic) {
        this.from = from;
        this.to = to;
        this.automatic = automatic;
    }

    boolean startsAt(OrderStatus status) {
        return from.contains(status);
    }

    /** @throws IllegalStateException if the transition has several first states */
    OrderStatus from() {
        if (from.size() > 1) {
            throw new IllegalStateException(this + " has several first states");
        }
        return from.iterator().next();
    }

    OrderStatus to() {
        return to;
    }

    /** True if only payments and stock make it, never a person. */
    boolean isAutomatic() {
        return automatic;
    }
}
