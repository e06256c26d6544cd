package dev.tradepost.testsupport;

import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.UUID;

import org.awaitility.core.ThrowingRunnable;

/** Waits for what happens in the background. */
public final class Eventually {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private Eventually() {}

    public static void holds(ThrowingRunnable assertion) {
        await().atMost(PATIENCE).pollInterval(Duration.ofMillis(50)).ignoreExceptions().untilAsserted(assertion);
    }

    public static void becomes(Shop.Customer customer, UUID orderId, String state) {
        await().atMost(PATIENCE).pollInterval(Duration.ofMillis(50)).ignoreExceptions()
                .until(() -> customer.state(orderId), state::equals);
    }
}
