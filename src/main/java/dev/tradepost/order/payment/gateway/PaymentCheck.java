package dev.tradepost.order.payment.gateway;

import jakarta.inject.Singleton;

import dev.tradepost.platform.messaging.BrokerConfig;
import dev.tradepost.platform.startup.StartCheck;

/** Refuses the start if payments cannot work as configured. */
@Singleton
class PaymentCheck implements StartCheck {

    private final PaymentConfig config;
    private final Gateways gateways;
    private final BrokerConfig broker;

    PaymentCheck(PaymentConfig config, Gateways gateways, BrokerConfig broker) {
        this.config = config;
        this.gateways = gateways;
        this.broker = broker;
    }

    @Override
    public void check() {
        gateways.configured();
        if (config.maxAttempts() > broker.retryDelays().size()) {
            throw new IllegalStateException(
                    "tradepost.payment.max-attempts is %d, but a message comes back only %d times (tradepost.rabbitmq.retry-delays)"
                            .formatted(config.maxAttempts(), broker.retryDelays().size()));
        }
    }
}
