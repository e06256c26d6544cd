package dev.tradepost.order.payment;

import java.util.Set;

import jakarta.inject.Singleton;

import dev.tradepost.platform.messaging.BrokerConfig;
import dev.tradepost.platform.startup.StartCheck;

/** Stops the start, rather than the first order, when nobody could be charged as configured. */
@Singleton
class PaymentCheck implements StartCheck {

    private static final Set<String> GATEWAYS = Set.of(SimulatedGateway.NAME, StripeGateway.NAME);

    private final PaymentConfig config;
    private final StripeConfig stripe;
    private final BrokerConfig broker;

    PaymentCheck(PaymentConfig config, StripeConfig stripe, BrokerConfig broker) {
        this.config = config;
        this.stripe = stripe;
        this.broker = broker;
    }

    @Override
    public void check() {
        if (!GATEWAYS.contains(config.gateway())) {
            throw new IllegalStateException("PAYMENT_GATEWAY names no gateway: '%s'; known are: %s"
                    .formatted(config.gateway(), String.join(", ", GATEWAYS)));
        }
        if (config.gateway().equals(StripeGateway.NAME)
                && (stripe.apiKey().isEmpty() || stripe.webhookSecret().isEmpty())) {
            throw new IllegalStateException(
                    "PAYMENT_GATEWAY is stripe, which needs STRIPE_API_KEY and STRIPE_WEBHOOK_SECRET");
        }
        if (config.maxAttempts() > broker.retryDelays().size()) {
            throw new IllegalStateException(
                    "tradepost.payment.max-attempts is %d, but a message comes back only %d times (tradepost.rabbitmq.retry-delays)"
                            .formatted(config.maxAttempts(), broker.retryDelays().size()));
        }
    }
}
