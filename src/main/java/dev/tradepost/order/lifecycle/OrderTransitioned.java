package dev.tradepost.order.lifecycle;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

/**
 * Fired once for each status that an order reaches, inside its transaction.
 *
 * @param from null for a new order
 * @param age of the order
 */
public record OrderTransitioned(@Nullable OrderStatus from, OrderStatus to, Duration age) {

    public static OrderTransitioned placed() {
        return new OrderTransitioned(null, OrderStatus.PENDING, Duration.ZERO);
    }

    /** True if automatic processing ends with it: the order is being packed, or was cancelled before that. */
    public boolean endsProcessing() {
        return to == OrderStatus.PROCESSING || (to == OrderStatus.CANCELLED && from != OrderStatus.PROCESSING);
    }
}
