package dev.tradepost.order.payment.stripe;

import java.util.Optional;

import io.smallrye.config.ConfigMapping;

/** The shop's account with Stripe; its API's address is {@code quarkus.rest-client.stripe.url}. */
@ConfigMapping(prefix = "tradepost.payment.stripe")
interface StripeConfig {

    /** Secret or restricted key: {@code sk_…} or {@code rk_…}. */
    Optional<String> apiKey();

    /** What the webhook's events are signed with: {@code whsec_…}. */
    Optional<String> webhookSecret();
}
