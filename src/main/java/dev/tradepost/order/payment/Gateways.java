package dev.tradepost.order.payment;

import jakarta.enterprise.context.ApplicationScoped;

/** Knows the gateways, and which of them is configured. */
@ApplicationScoped
class Gateways {

    private final PaymentConfig config;
    private final SimulatedGateway simulated;
    private final StripeGateway stripe;

    Gateways(PaymentConfig config, SimulatedGateway simulated, StripeGateway stripe) {
        this.config = config;
        this.simulated = simulated;
        this.stripe = stripe;
    }

    /** @throws IllegalStateException if there is none of this name, which {@link PaymentCheck} sees at start */
    PaymentGateway configured() {
        return switch (config.gateway()) {
            case SimulatedGateway.NAME -> simulated;
            case StripeGateway.NAME -> stripe;
            default -> throw new IllegalStateException("no payment gateway is named " + config.gateway());
        };
    }
}
