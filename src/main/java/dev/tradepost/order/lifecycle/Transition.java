package dev.tradepost.order.lifecycle;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

/**
 * Fired once for each transition of an order, inside its transaction.
 *
 * @param from null for a new order
 * @param age of the order at the time of the transition
 */
record Transition(@Nullable OrderStatus from, OrderStatus to, Duration age) {

    /** True if automatic processing ends with it: the order is being packed, or is cancelled before that. */
    boolean endsProcessing() {
        return to == OrderStatus.PROCESSING
                || (to == OrderStatus.CANCELLED && (from == OrderStatus.PENDING || from == OrderStatus.CONFIRMED));
    }
}
