package dev.tradepost.journeys;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.equalTo;
import static com.github.tomakehurst.wiremock.client.WireMock.get;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static com.github.tomakehurst.wiremock.client.WireMock.postRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.urlPathEqualTo;
import static dev.tradepost.testsupport.Shop.API;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalToIgnoringCase;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.notNullValue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Map;
import java.util.UUID;

import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import com.github.tomakehurst.wiremock.WireMockServer;
import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import com.github.tomakehurst.wiremock.core.WireMockConfiguration;

import io.restassured.response.Response;

import dev.tradepost.testsupport.AsInProduction;
import dev.tradepost.testsupport.Database;
import dev.tradepost.testsupport.Eventually;
import dev.tradepost.testsupport.Instance;
import dev.tradepost.testsupport.Shop.Customer;

/**
 * Stripe's answers and events in a native executable, where each class of them has to be known beforehand. On the JVM
 * {@code StripeGatewayTest} asks much more of it.
 */
class StripeIT {

    private static final String SECRET = "whsec_of_the_packaged_tests";
    private static final String INTENTS = "/v1/payment_intents";
    private static final WireMockServer STRIPE = new WireMockServer(
            WireMockConfiguration.options().bindAddress("127.0.0.1").dynamicPort());

    private static Instance instance;

    @BeforeAll
    static void aShopThatChargesWithStripe() throws IOException {
        assumeTrue(Instance.isNative(), "no native executable was built");
        STRIPE.start();
        STRIPE.stubFor(get(urlPathEqualTo(INTENTS + "/search")).willReturn(json(200, "{\"data\":[]}")));
        instance = Instance.start(AsInProduction.with(Map.of("PAYMENT_GATEWAY", "stripe", "STRIPE_API_KEY", "sk_test_x",
                "STRIPE_WEBHOOK_SECRET", SECRET, "STRIPE_API_URL", STRIPE.baseUrl())));
    }

    @AfterAll
    static void end() {
        STRIPE.stop();
        if (instance != null) {
            instance.close();
        }
    }

    @Test
    void charges_refunds_refusals_and_events_are_understood() {
        charge("pm_paid", json(200, intent("pi_paid", "succeeded")));
        charge("pm_declined", json(402, "{\"error\":{\"type\":\"card_error\",\"code\":\"card_declined\"}}"));
        charge("pm_broken_off", aResponse().withStatus(502).withBody("<html>"));
        charge("pm_waiting", json(200, intent("pi_waiting", "requires_action")));
        STRIPE.stubFor(post("/v1/refunds").willReturn(json(200, "{\"id\":\"re_1\",\"status\":\"succeeded\"}")));
        STRIPE.stubFor(get(urlPathEqualTo("/v1/refunds")).willReturn(json(200, "{\"data\":[]}")));
        Customer customer = instance.shop().customer();
        UUID product = instance.shop().product("20.00", 9);

        UUID declined = customer.order("pm_declined", product, 1);
        Eventually.becomes(customer, declined, "CANCELLED/FAILED");
        UUID paid = customer.order("pm_paid", product, 1);
        Eventually.becomes(customer, paid, "PROCESSING/PAID");
        instance.request(instance.shop().adminToken())
                .body(Map.of("amount", new BigDecimal("5.00"), "reason", "Scratched"))
                .post(API + "/orders/" + paid + "/refunds").then().statusCode(202);
        Eventually.becomes(customer, paid, "PROCESSING/PARTIALLY_REFUNDED");
        UUID waiting = customer.order("pm_waiting", product, 1);
        Eventually.holds(() -> customer.request().get(API + "/orders/" + waiting + "/payments").then()
                .body("data.payments.clientSecret", hasItem(notNullValue())));
        tell("{}", "t=1,v1=00").then().statusCode(400).body("code", equalToIgnoringCase("invalid_signature"));
        String event = succeeded(waiting);
        tell(event, signature(event)).then().statusCode(200);
        Eventually.becomes(customer, waiting, "PROCESSING/PAID");

        UUID tried = customer.order("pm_broken_off", product, 1);
        Eventually.holds(() -> assertThat(STRIPE.findAll(
                postRequestedFor(urlPathEqualTo(INTENTS)).withFormParam("payment_method", equalTo("pm_broken_off"))))
                .hasSizeGreaterThan(2));
        assertThat(customer.state(tried)).isEqualTo("PENDING/PENDING");
    }

    private static void charge(String method, ResponseDefinitionBuilder answer) {
        STRIPE.stubFor(post(INTENTS).withFormParam("payment_method", equalTo(method)).willReturn(answer));
    }

    private static ResponseDefinitionBuilder json(int status, String body) {
        return aResponse().withStatus(status).withHeader("Content-Type", "application/json").withBody(body);
    }

    private static String intent(String id, String status) {
        return "{\"id\":\"" + id + UUID.randomUUID() + "\",\"status\":\"" + status + "\",\"client_secret\":\"x\","
                + "\"last_payment_error\":null,\"metadata\":{},\"livemode\":false}";
    }

    private static String succeeded(UUID order) {
        UUID payment = Database.query(UUID.class, "select id from orders.payments where order_id = ?", order)
                .getFirst();
        String reference = Database.query(String.class, "select gateway_reference from orders.payments where id = ?",
                payment).getFirst();
        return "{\"id\":\"evt_" + UUID.randomUUID() + "\",\"type\":\"payment_intent.succeeded\",\"data\":{\"object\":"
                + "{\"id\":\"" + reference + "\",\"status\":\"succeeded\",\"metadata\":{\"order_id\":\"" + order
                + "\",\"payment_id\":\"" + payment + "\"}}}}";
    }

    private static Response tell(String event, String signature) {
        return instance.request().header("Stripe-Signature", signature)
                .body(event.getBytes(StandardCharsets.UTF_8)).post(API + "/payments/webhooks/stripe");
    }

    /** As Stripe documents it. */
    private static String signature(String body) {
        String time = Long.toString(Instant.now().getEpochSecond());
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(SECRET.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
            return "t=" + time + ",v1=" + HexFormat.of().formatHex(mac.doFinal((time + "." + body).getBytes(
                    StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
