package dev.tradepost.order.lifecycle;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

/**
 * Fired inside the transaction that makes a step, once for each.
 *
 * @param from null if the order was placed just now
 * @param age of the order at that time
 */
record Transition(@Nullable OrderStatus from, OrderStatus to, Duration age) {

    /** Whether all that happens by itself is over with it: the order is being packed, or will never be. */
    boolean endsProcessing() {
        return to == OrderStatus.PROCESSING
                || (to == OrderStatus.CANCELLED && (from == OrderStatus.PENDING || from == OrderStatus.CONFIRMED));
    }
}
