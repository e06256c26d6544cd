package dev.tradepost.order.lifecycle;

import java.util.EnumSet;
import java.util.Set;

/** Where an order stands. The one place that knows which step may follow which. */
public enum OrderStatus {

    PENDING, CONFIRMED, PROCESSING, SHIPPED, DELIVERED, CANCELLED;

    /** The states that may come next; empty for a final one. */
    Set<OrderStatus> next() {
        return switch (this) {
            case PENDING -> EnumSet.of(CONFIRMED, CANCELLED);
            case CONFIRMED -> EnumSet.of(PROCESSING, CANCELLED);
            case PROCESSING -> EnumSet.of(SHIPPED, CANCELLED);
            case SHIPPED -> EnumSet.of(DELIVERED);
            case DELIVERED, CANCELLED -> EnumSet.noneOf(OrderStatus.class);
        };
    }

    /** Whether nothing comes after it. */
    boolean isFinal() {
        return next().isEmpty();
    }
}
