package dev.tradepost.testsupport;

import static org.awaitility.Awaitility.await;
import static org.awaitility.pollinterval.IterativePollInterval.iterative;

import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;

import org.awaitility.core.ConditionFactory;
import org.awaitility.core.ThrowingRunnable;

/** Waits for what happens in the background. Only a failed assertion is tried again; whatever else goes wrong fails the test at once. */
public final class Eventually {

    /** Generous: it tells a test that hangs from one on a slow machine, and says nothing about how long something may take. */
    private static final Duration LIMIT = Duration.ofMinutes(3);
    private static final Duration FIRST_INTERVAL = Duration.ofMillis(20);
    private static final Duration LONGEST_INTERVAL = Duration.ofMillis(200);

    private Eventually() {}

    public static void holds(ThrowingRunnable assertion) {
        patiently().untilAsserted(assertion);
    }

    /** The first of them, as soon as there is one. */
    public static <T> T first(Callable<List<T>> query) {
        return patiently().until(query, found -> !found.isEmpty()).getFirst();
    }

    /** Until a server that was away answers again. */
    public static void succeeds(ThrowingRunnable attempt) {
        patiently().ignoreExceptions().untilAsserted(attempt);
    }

    public static void becomes(Shop.Customer customer, UUID orderId, String state) {
        patiently().until(() -> customer.state(orderId), state::equals);
    }

    /** At first often, because most things take milliseconds; then less so, because each look costs the machine something. */
    private static ConditionFactory patiently() {
        return await().atMost(LIMIT).pollDelay(Duration.ZERO).pollInterval(iterative(
                last -> last.multipliedBy(2).compareTo(LONGEST_INTERVAL) < 0 ? last.multipliedBy(2) : LONGEST_INTERVAL,
                FIRST_INTERVAL));
    }
}
