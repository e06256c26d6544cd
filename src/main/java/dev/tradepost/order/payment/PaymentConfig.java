package dev.tradepost.order.payment;

import java.time.Duration;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** How hard we try to be paid. */
@ConfigMapping(prefix = "tradepost.payment")
interface PaymentConfig {

    /** Name of the gateway. */
    String gateway();

    /** Attempts that end without an answer before the order is cancelled; fewer than {@code tradepost.rabbitmq.retry-delays}. */
    @WithDefault("4")
    int attempts();

    /**
     * How long an attempt belongs to the instance that made it. Longer than the gateway's adapter ever waits for an answer: what is
     * looked up earlier may still be on its way.
     */
    @WithDefault("30s")
    Duration claim();
}
