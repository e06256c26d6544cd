package dev.tradepost.testsupport;

import java.util.Map;

import io.quarkus.test.junit.QuarkusTestProfile;

/**
 * An application that charges with Stripe, and whose passwords are as expensive as tests have time for, with one thread and hardly a
 * queue; nobody is slowed down who does not wait for it. Choices that do not disturb each other are one profile: each costs a start.
 */
public final class OtherChoices implements QuarkusTestProfile {

    public static final int STRIPE_PORT = 21695;
    public static final String STRIPE_WEBHOOK_SECRET = "whsec_of_the_tests";
    private static final String STRIPE_RETRY = "dev.tradepost.order.payment.StripeCalls/answer/Retry/";

    @Override
    public Map<String, String> getConfigOverrides() {
        return Map.ofEntries(Map.entry("tradepost.payment.gateway", "stripe"),
                Map.entry("tradepost.payment.stripe.api-key", "sk_test_of_the_tests"),
                Map.entry("tradepost.payment.stripe.webhook-secret", STRIPE_WEBHOOK_SECRET),
                Map.entry("quarkus.rest-client.stripe.url", "http://127.0.0.1:" + STRIPE_PORT),
                Map.entry("quarkus.rest-client.stripe.read-timeout", "800"),
                Map.entry(STRIPE_RETRY + "delay", "20"), Map.entry(STRIPE_RETRY + "jitter", "10"),
                Map.entry("tradepost.account.bcrypt-cost", "9"), Map.entry("tradepost.account.bcrypt-threads", "1"),
                Map.entry("tradepost.account.bcrypt-queue", "3"),
                Map.entry("tradepost.account.throttle.per-account", "1000000"),
                Map.entry("tradepost.account.throttle.per-account-and-address", "1000000"),
                Map.entry("tradepost.account.throttle.mails-per-account", "1000000"),
                Map.entry("tradepost.account.throttle.tell-owner-after", "1000000"));
    }
}
