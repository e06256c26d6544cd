package dev.tradepost.order.payment.gateway;

import java.time.Duration;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** How hard we try to be paid. */
@ConfigMapping(prefix = "tradepost.payment")
public interface PaymentConfig {

    /** Name of the gateway. */
    String gateway();

    /** Tries without an answer before the order is cancelled; no more than there are {@code tradepost.rabbitmq.retry-delays}. */
    @WithDefault("4")
    int maxAttempts();

    /** How long a try belongs to the instance that made it; longer than the gateway's adapter ever waits for an answer. */
    @WithDefault("30s")
    Duration lease();

    /** How long a customer has to confirm a payment with their bank (3-D Secure) before it is given up, and the order with it. */
    @WithDefault("15m")
    Duration confirmWithin();
}
