package dev.tradepost.order.payment.stripe;

import jakarta.inject.Singleton;

import dev.tradepost.order.payment.gateway.PaymentConfig;
import dev.tradepost.platform.startup.StartCheck;

/** Refuses the start if Stripe is the gateway and its keys are missing. */
@Singleton
class StripeCheck implements StartCheck {

    private final PaymentConfig payments;
    private final StripeConfig stripe;

    StripeCheck(PaymentConfig payments, StripeConfig stripe) {
        this.payments = payments;
        this.stripe = stripe;
    }

    @Override
    public void check() {
        if (payments.gateway().equals(StripeGateway.NAME)
                && (stripe.apiKey().isEmpty() || stripe.webhookSecret().isEmpty())) {
            throw new IllegalStateException(
                    "PAYMENT_GATEWAY is stripe, which needs STRIPE_API_KEY and STRIPE_WEBHOOK_SECRET");
        }
    }
}
