package dev.tradepost.order.payment.stripe;

import java.util.Optional;

import io.smallrye.config.ConfigMapping;

/** The shop's Stripe account. The address of the API is {@code quarkus.rest-client.stripe.url}. */
@ConfigMapping(prefix = "tradepost.payment.stripe")
interface StripeConfig {

    /** Secret or restricted key: {@code sk_…} or {@code rk_…}. */
    Optional<String> apiKey();

    /** Signs the events of the webhook: {@code whsec_…}. */
    Optional<String> webhookSecret();
}
