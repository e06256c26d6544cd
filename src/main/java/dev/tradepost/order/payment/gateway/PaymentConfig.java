package dev.tradepost.order.payment.gateway;

import java.time.Duration;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** The gateway, and how long to wait for it. */
@ConfigMapping(prefix = "tradepost.payment")
public interface PaymentConfig {

    String gateway();

    /** Tries without an answer before an order is cancelled; at most the number of {@code tradepost.rabbitmq.retry-delays}. */
    @WithDefault("4")
    int maxAttempts();

    /** How long a try belongs to its instance. Must be longer than a gateway adapter waits for an answer. */
    @WithDefault("30s")
    Duration lease();

    /** How long a customer may take to confirm a payment with their bank (3-D Secure) before the order is cancelled. */
    @WithDefault("15m")
    Duration confirmWithin();
}
