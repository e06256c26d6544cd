package dev.tradepost.order.payment.stripe;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.equalTo;
import static com.github.tomakehurst.wiremock.client.WireMock.get;
import static com.github.tomakehurst.wiremock.client.WireMock.getRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static com.github.tomakehurst.wiremock.client.WireMock.postRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.urlPathEqualTo;
import static dev.tradepost.testsupport.Shop.API;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;

import jakarta.enterprise.event.Event;
import jakarta.inject.Inject;

import org.hamcrest.Matchers;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import com.github.tomakehurst.wiremock.WireMockServer;
import com.github.tomakehurst.wiremock.client.MappingBuilder;
import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import com.github.tomakehurst.wiremock.core.WireMockConfiguration;
import com.github.tomakehurst.wiremock.http.Fault;
import com.github.tomakehurst.wiremock.matching.RequestPatternBuilder;
import com.github.tomakehurst.wiremock.stubbing.Scenario;
import com.github.tomakehurst.wiremock.verification.LoggedRequest;

import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import io.smallrye.faulttolerance.api.CircuitBreakerMaintenance;
import io.smallrye.faulttolerance.api.CircuitBreakerState;

import dev.tradepost.order.lifecycle.OrderCancelled;
import dev.tradepost.order.payment.gateway.ChangeablePayments;
import dev.tradepost.order.payment.gateway.PaymentGateway.GatewayUnavailable;
import dev.tradepost.testsupport.Database;
import dev.tradepost.testsupport.Eventually;
import dev.tradepost.testsupport.Scrape;
import dev.tradepost.testsupport.Servers;
import dev.tradepost.testsupport.Shop;
import dev.tradepost.testsupport.Shop.Customer;
import dev.tradepost.testsupport.Together;

/** The provider's cases, and what becomes of the order in each: docs/payments.md shows them as a table. */
@QuarkusTest
class StripeGatewayTest {

    private static final String INTENTS = "/v1/payment_intents";
    private static final String REFUNDS = "/v1/refunds";
    private static final String WEBHOOK_SECRET = "whsec_of_the_tests";
    private static final String NO_ERROR = "null";
    private static final WireMockServer STRIPE = new WireMockServer(
            WireMockConfiguration.options().bindAddress("127.0.0.1").port(Servers.STRIPE));

    private static Customer customer;
    private static UUID product;

    @Inject
    Event<OrderCancelled> cancelled;
    @Inject
    StripeGateway gateway;
    @Inject
    CircuitBreakerMaintenance breakers;
    @Inject
    ChangeablePayments payments;
    @TestHTTPResource(value = "/", management = true)
    URI management;

    @BeforeAll
    static void stripeIsThere() {
        STRIPE.start();
        STRIPE.stubFor(get(urlPathEqualTo(INTENTS + "/search"))
                .willReturn(ok("{\"object\":\"search_result\",\"data\":[],\"has_more\":false}")).atPriority(10));
        STRIPE.stubFor(
                get(urlPathEqualTo(REFUNDS)).willReturn(ok("{\"object\":\"list\",\"data\":[],\"has_more\":false}"))
                        .atPriority(10));
    }

    @AfterAll
    static void stripeIsGone() {
        STRIPE.stop();
    }

    @BeforeEach
    void somebodyBuys() {
        payments.choose(StripeGateway.NAME);
        breakers.resetAll(); // most of what happens here is a failure
        if (customer == null) {
            customer = Shop.customer();
            product = Shop.product("19.99", 1000);
        }
    }

    @AfterEach
    void asConfigured() {
        payments.reset();
    }

    /**
     * @param answers to the same charge, one after the other; the last one for ever
     * @param charges how often it is sent, always with the same key
     */
    record Case(String name, List<ResponseDefinitionBuilder> answers, String end, String attempt, int charges) {
        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<Case> charges() {
        ResponseDefinitionBuilder taken = ok(intent(unique("pi"), "succeeded", NO_ERROR));
        return Stream.of(
                new Case("succeeded", List.of(taken), "PROCESSING/PAID", "CAPTURED", 1),
                new Case("card declined", List.of(error(402, "card_error", "card_declined")), "CANCELLED/FAILED",
                        "DECLINED", 1),
                new Case("no such payment method", List.of(error(400, "invalid_request_error", "resource_missing")),
                        "CANCELLED/FAILED", "DECLINED", 1),
                new Case("rate limited", List.of(error(429, "invalid_request_error", "rate_limit"),
                        ok(intent(unique("pi"), "succeeded", NO_ERROR))), "PROCESSING/PAID", "CAPTURED", 2),
                new Case("the same key in work", List.of(error(409, "idempotency_error", "idempotency_key_in_use"),
                        ok(intent(unique("pi"), "succeeded", NO_ERROR))), "PROCESSING/PAID", "CAPTURED", 2),
                new Case("5xx", List.of(error(500, "api_error", "x"), aResponse().withStatus(502).withBody("<html>"),
                        ok(intent(unique("pi"), "succeeded", NO_ERROR))), "PROCESSING/PAID", "CAPTURED", 3),
                new Case("5xx for longer than one call is tried", List.of(error(503, "api_error", "x"),
                        error(503, "api_error", "x"), error(503, "api_error", "x"),
                        ok(intent(unique("pi"), "succeeded", NO_ERROR))), "PROCESSING/PAID", "CAPTURED", 4),
                new Case("connection lost before the money moved",
                        List.of(aResponse().withFault(Fault.CONNECTION_RESET_BY_PEER),
                                ok(intent(unique("pi"), "succeeded", NO_ERROR))),
                        "PROCESSING/PAID", "CAPTURED", 2),
                new Case("time-out after the money moved", replayed(), "PROCESSING/PAID", "CAPTURED", 2));
    }

    @ParameterizedTest
    @MethodSource("charges")
    void a_charge_ends_as_the_gateway_says(Case one) {
        String token = token(one.answers());
        UUID order = customer.order(token, product, 1);
        Eventually.becomes(customer, order, one.end());
        assertThat(attempts(order)).containsExactly(one.attempt());
        List<LoggedRequest> sent = STRIPE.findAll(chargesWith(token));
        assertThat(sent).hasSize(one.charges()).allSatisfy(charge -> {
            assertThat(charge.getHeader("Idempotency-Key")).isEqualTo(payment(order).toString());
            assertThat(charge.getHeader("Authorization")).isEqualTo("Bearer sk_test_of_the_tests");
            assertThat(charge.getHeader("Stripe-Version")).isEqualTo("2025-03-31.basil");
            assertThat(charge.formParameter("amount").firstValue()).isEqualTo("1999");
            assertThat(charge.formParameter("currency").firstValue()).isEqualTo("usd");
            assertThat(charge.formParameter("confirm").firstValue()).isEqualTo("true");
            assertThat(charge.formParameter("metadata[order_id]").firstValue()).isEqualTo(order.toString());
            assertThat(charge.formParameter("metadata[payment_id]").firstValue()).isEqualTo(payment(order).toString());
        });
    }

    @Test
    void what_never_answers_is_looked_up() {
        String token = token(List.of(ok(intent(unique("pi"), "processing", NO_ERROR))));
        String reference = unique("pi");
        UUID order = customer.order(token, product, 1);
        Eventually.holds(() -> assertThat(attempts(order)).containsExactly("STARTED"));
        STRIPE.stubFor(get(urlPathEqualTo(INTENTS + "/search"))
                .withQueryParam("query", equalTo("metadata['payment_id']:'" + payment(order) + "'"))
                .willReturn(ok("{\"object\":\"search_result\",\"data\":[" + intent(reference, "succeeded", NO_ERROR)
                        + "]}")));
        Eventually.becomes(customer, order, "PROCESSING/PAID");
        assertThat(references(order)).containsExactly(reference);
    }

    @Test
    void a_customer_who_has_to_confirm_gets_the_client_secret_and_then_the_order() {
        String reference = unique("pi");
        UUID order = waiting(reference);
        assertThat(customer.state(order)).isEqualTo("PENDING/PENDING");
        payments(customer.token(), order).body("data.payments[0].clientSecret",
                Matchers.equalTo(reference + "_secret_x"));
        payments(Shop.adminToken(), order).body("data.payments[0].clientSecret", Matchers.nullValue());
        tell(event("payment_intent.succeeded", order, reference)).then().statusCode(200);
        Eventually.becomes(customer, order, "PROCESSING/PAID");
        payments(customer.token(), order).body("data.payments[0].status", Matchers.equalTo("CAPTURED"))
                .body("data.payments[0].clientSecret", Matchers.nullValue());
    }

    @Test
    void an_order_without_a_token_waits_for_the_customer_to_choose_how_to_pay() {
        String reference = unique("pi");
        UUID chosen = Shop.product("7.31", 3); // by whose price the charge is told from others
        STRIPE.stubFor(post(INTENTS).withFormParam("amount", equalTo("731"))
                .willReturn(ok(intent(reference, "requires_payment_method", NO_ERROR))));
        UUID order = customer.order(null, chosen, 1);
        Eventually.holds(() -> assertThat(attempts(order)).containsExactly("ACTION_REQUIRED"));
        assertThat(STRIPE.findAll(postRequestedFor(urlPathEqualTo(INTENTS)).withFormParam("amount", equalTo("731")))
                .getFirst().getFormParameters()).doesNotContainKeys("confirm", "payment_method");
    }

    @Test
    void who_does_not_confirm_in_time_is_waited_for_no_longer() {
        String reference = unique("pi");
        UUID order = waiting(reference);
        givenUp(reference);
        Database.update("update orders.payments set claimed_until = now() where order_id = ?", order);
        Eventually.becomes(customer, order, "CANCELLED/FAILED");
        assertThat(attempts(order)).containsExactly("DECLINED");
        assertThat(failures(order)).containsExactly("not_confirmed");
    }

    @Test
    void who_cancels_instead_of_confirming_is_not_charged() {
        String reference = unique("pi");
        UUID order = waiting(reference);
        givenUp(reference);
        QuarkusTransaction.requiringNew().run(() -> {
            Database.update("update orders.orders set status = 'CANCELLED', payment_status = 'FAILED' where id = ?",
                    order);
            cancelled.fire(new OrderCancelled(order, customer.userId().toString(), "changed my mind"));
        });
        Eventually.holds(() -> assertThat(attempts(order)).containsExactly("DECLINED"));
        assertThat(customer.state(order)).isEqualTo("CANCELLED/FAILED");
    }

    @Test
    void P13_the_same_event_five_times_at_once_has_one_effect() throws Exception {
        String reference = unique("pi");
        UUID order = waiting(reference);
        String event = event("payment_intent.succeeded", order, reference);
        assertThat(Together.times(5, () -> tell(event).statusCode())).containsOnly(200);
        Eventually.becomes(customer, order, "PROCESSING/PAID");
        assertThat(Database.count("select count(*) from platform.outbox_events where aggregate_id = ? and type = ?",
                order, "order.paid")).isOne();
    }

    @Test
    void P13_a_failure_that_is_told_after_the_success_changes_nothing() {
        String reference = unique("pi");
        UUID order = waiting(reference);
        tell(event("payment_intent.succeeded", order, reference)).then().statusCode(200);
        tell(event("payment_intent.payment_failed", order, reference)).then().statusCode(200);
        Eventually.becomes(customer, order, "PROCESSING/PAID");
        assertThat(attempts(order)).containsExactly("CAPTURED");
    }

    @Test
    void P13_a_failure_that_has_become_a_success_since_is_one() {
        String reference = unique("pi");
        UUID order = waiting(reference);
        STRIPE.stubFor(post(INTENTS + "/" + reference + "/cancel")
                .willReturn(error(400, "invalid_request_error", "payment_intent_unexpected_state")));
        STRIPE.stubFor(get(INTENTS + "/" + reference).willReturn(ok(intent(reference, "succeeded", NO_ERROR))));
        tell(event("payment_intent.payment_failed", order, reference)).then().statusCode(200);
        Eventually.becomes(customer, order, "PROCESSING/PAID");
    }

    @Test
    void a_failed_confirmation_ends_the_order() {
        String reference = unique("pi");
        UUID order = waiting(reference);
        STRIPE.stubFor(post(INTENTS + "/" + reference + "/cancel").willReturn(ok(intent(reference, "canceled",
                "{\"type\":\"invalid_request_error\",\"code\":\"payment_intent_authentication_failure\"}"))));
        tell(event("payment_intent.payment_failed", order, reference)).then().statusCode(200);
        Eventually.becomes(customer, order, "CANCELLED/FAILED");
        assertThat(failures(order)).containsExactly("payment_intent_authentication_failure");
    }

    @Test
    void an_event_that_cannot_be_checked_has_to_come_again() {
        String reference = unique("pi");
        UUID order = waiting(reference);
        STRIPE.stubFor(post(INTENTS + "/" + reference + "/cancel").willReturn(error(503, "api_error", "x")));
        tell(event("payment_intent.payment_failed", order, reference)).then().statusCode(503);
        assertThat(customer.state(order)).isEqualTo("PENDING/PENDING");
    }

    @Test
    void P8_money_that_comes_after_the_order_has_ended_goes_back() {
        String reference = unique("pi");
        UUID order = customer.order(token(List.of(error(402, "card_error", "card_declined"))), product, 1);
        Eventually.becomes(customer, order, "CANCELLED/FAILED");
        refunds(reference, ok(refund("succeeded")));
        tell(event("payment_intent.succeeded", order, reference)).then().statusCode(200);
        Eventually.becomes(customer, order, "CANCELLED/REFUNDED");
        assertThat(attempts(order)).containsExactly("REFUNDED");
    }

    @Test
    void what_is_not_signed_by_stripe_within_five_minutes_is_refused() {
        String body = "{\"id\":\"evt_1\",\"type\":\"balance.available\",\"data\":{\"object\":{}}}";
        Instant now = Instant.now();
        for (String signature : List.of("", "t=1,v1=00", signature(body + " ", now),
                signature(body, now.minus(Duration.ofMinutes(6))), signature(body, now.plus(Duration.ofMinutes(6))))) {
            tell(body, signature).then().statusCode(400).body("code", Matchers.equalTo("invalid_signature"));
        }
        tell(body, signature(body, now.minus(Duration.ofMinutes(4)))).then().statusCode(200)
                .header("X-RateLimit-Limit", Matchers.nullValue());
        tell("nonsense").then().statusCode(400).body("code", Matchers.equalTo("malformed_json"));
        tell("[]").then().statusCode(400);
        tell(" ".repeat(1_100_000)).then().statusCode(413);
        tell("{\"id\":\"evt_2\",\"type\":\"payment_intent.succeeded\",\"data\":{\"object\":{\"id\":\"pi_1\",\"metadata\":{}}}}")
                .then().statusCode(200); // somebody else's payment
    }

    @Test
    void P17_a_provider_that_fails_everybody_is_left_alone_for_a_while() {
        UUID key = UUID.randomUUID();
        RequestPatternBuilder lookUps = getRequestedFor(urlPathEqualTo(INTENTS + "/search")).withQueryParam("query",
                equalTo("metadata['payment_id']:'" + key + "'"));
        STRIPE.stubFor(get(urlPathEqualTo(INTENTS + "/search"))
                .withQueryParam("query", equalTo("metadata['payment_id']:'" + key + "'"))
                .willReturn(error(503, "api_error", "x")));
        Runnable asking = () -> assertThatThrownBy(() -> gateway.find(key))
                .isInstanceOf(GatewayUnavailable.class);
        for (int i = 0; i < 10; i++) {
            asking.run();
        }
        assertThat(breakers.currentState("stripe")).isEqualTo(CircuitBreakerState.OPEN);
        int asked = STRIPE.findAll(lookUps).size();
        assertThat(asked).isLessThanOrEqualTo(20);
        asking.run();
        assertThat(STRIPE.findAll(lookUps)).hasSize(asked);
    }

    record RefundCase(String name, List<ResponseDefinitionBuilder> answers, String end, int sent) {
        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<RefundCase> refundCases() {
        return Stream.of(new RefundCase("ok", List.of(ok(refund("succeeded"))), "DONE", 1),
                new RefundCase("5xx, then ok", List.of(error(500, "api_error", "x"), error(500, "api_error", "x"),
                        error(500, "api_error", "x"), ok(refund("succeeded"))), "DONE", 4),
                new RefundCase("disputed", List.of(error(400, "invalid_request_error", "charge_disputed")), "FAILED",
                        1));
    }

    @ParameterizedTest
    @MethodSource("refundCases")
    void a_refund_ends_as_the_gateway_says(RefundCase one) {
        String reference = unique("pi");
        UUID order = paid(reference);
        refunds(reference, one.answers().toArray(ResponseDefinitionBuilder[]::new));
        String id = giveBack(order);
        Eventually.holds(() -> assertThat(refundStates(order)).containsExactly(one.end()));
        assertThat(STRIPE.findAll(postRequestedFor(urlPathEqualTo(REFUNDS)).withFormParam("payment_intent",
                equalTo(reference)))).hasSize(one.sent()).allSatisfy(sent -> {
                    assertThat(sent.getHeader("Idempotency-Key")).isEqualTo(id);
                    assertThat(sent.formParameter("amount").firstValue()).isEqualTo("500");
                    assertThat(sent.formParameter("metadata[refund_id]").firstValue()).isEqualTo(id);
                });
        assertThat(customer.state(order))
                .isEqualTo(one.end().equals("DONE") ? "PROCESSING/PARTIALLY_REFUNDED" : "PROCESSING/PAID");
    }

    @Test
    void a_refund_that_takes_its_time_is_done_when_stripe_says_so() {
        String reference = unique("pi");
        UUID order = paid(reference);
        refunds(reference, ok(refund("pending")));
        String id = giveBack(order);
        Eventually.holds(() -> assertThat(refundStates(order)).containsExactly("STARTED"));
        tell("""
                {"id":"%s","object":"event","type":"refund.updated","data":{"object":{"id":"%s","object":"refund","amount":500,
                 "status":"succeeded","payment_intent":"%s","metadata":{"refund_id":"%s"}}}}""".formatted(unique("evt"),
                unique("re"), reference, id)).then().statusCode(200);
        Eventually.becomes(customer, order, "PROCESSING/PARTIALLY_REFUNDED");
        assertThat(refundStates(order)).containsExactly("DONE");
    }

    @Test
    void P13_a_refund_that_fails_after_it_has_succeeded_is_owed_again() throws Exception {
        String reference = unique("pi");
        String refund = unique("re");
        UUID order = paid(reference);
        refunds(reference, ok(refund(refund, "succeeded")), ok(refund("succeeded")));
        String id = giveBack(order, "19.99");
        Eventually.becomes(customer, order, "PROCESSING/REFUNDED");
        double counted = failedAfterSuccess();
        String failed = refundEvent("refund.failed", refund, "failed", id);
        assertThat(Together.times(5, () -> tell(failed).statusCode())).containsOnly(200);
        tell(refundEvent("refund.updated", refund, "failed", id)).then().statusCode(200);
        tell(refundEvent("refund.updated", refund, "succeeded", id)).then().statusCode(200); // late
        assertThat(customer.state(order)).isEqualTo("PROCESSING/PAID");
        payments(customer.token(), order).body("data.payments[0].status", Matchers.equalTo("CAPTURED"))
                .body("data.payments[0].refundedAmount", Matchers.comparesEqualTo(BigDecimal.ZERO))
                .body("data.refunds[0].status", Matchers.equalTo("FAILED"))
                .body("data.refunds[0].failure", Matchers.equalTo("lost_or_stolen_card"));
        assertThat(failedAfterSuccess()).isEqualTo(counted + 1);
        assertThat(texts("""
                select details ->> 'reason' from platform.audit_events
                 where action = 'refund.failed_after_success' and subject_id = cast(? as text)""", order))
                .containsExactly("lost_or_stolen_card");
        giveBack(order, "19.99");
        Eventually.becomes(customer, order, "PROCESSING/REFUNDED");
    }

    @Test
    void P8_an_order_is_not_shipped_while_all_that_was_paid_is_on_its_way_back() {
        String reference = unique("pi");
        UUID order = paid(reference);
        refunds(reference, ok(refund("succeeded")), ok(refund("pending")));
        giveBack(order, "5.00");
        Eventually.becomes(customer, order, "PROCESSING/PARTIALLY_REFUNDED");
        String id = giveBack(order, "14.99");
        ship(order).then().statusCode(409).body("code", Matchers.equalTo("refund_in_progress"));
        assertThat(customer.state(order)).isEqualTo("PROCESSING/PARTIALLY_REFUNDED");
        tell(refundEvent("refund.failed", unique("re"), "failed", id)).then().statusCode(200);
        ship(order).then().statusCode(200);
    }

    @Test
    void what_is_left_of_the_refunds_counts_when_one_fails_after_it_has_succeeded() {
        String reference = unique("pi");
        String second = unique("re");
        UUID order = paid(reference);
        refunds(reference, ok(refund("succeeded")), ok(refund(second, "succeeded")));
        giveBack(order, "5.00");
        Eventually.becomes(customer, order, "PROCESSING/PARTIALLY_REFUNDED");
        String id = giveBack(order, "14.99");
        Eventually.becomes(customer, order, "PROCESSING/REFUNDED");
        tell(refundEvent("refund.failed", second, "failed", id)).then().statusCode(200);
        assertThat(customer.state(order)).isEqualTo("PROCESSING/PARTIALLY_REFUNDED");
        payments(customer.token(), order).body("data.payments[0].refundedAmount",
                Matchers.comparesEqualTo(new BigDecimal("5.00")));
    }

    @Test
    void what_fails_of_another_refund_at_stripe_leaves_ours_done() {
        String reference = unique("pi");
        UUID order = paid(reference);
        refunds(reference, ok(refund("succeeded")));
        String id = giveBack(order, "19.99");
        Eventually.becomes(customer, order, "PROCESSING/REFUNDED");
        tell(refundEvent("refund.failed", unique("re"), "failed", id)).then().statusCode(200);
        assertThat(customer.state(order)).isEqualTo("PROCESSING/REFUNDED");
        assertThat(refundStates(order)).containsExactly("DONE");
    }

    private UUID paid(String reference) {
        UUID order = customer.order(token(List.of(ok(intent(reference, "succeeded", NO_ERROR)))), product, 1);
        Eventually.becomes(customer, order, "PROCESSING/PAID");
        return order;
    }

    private static UUID waiting(String reference) {
        UUID order = customer.order(token(List.of(ok(intent(reference, "requires_action", NO_ERROR)))), product, 1);
        Eventually.holds(() -> assertThat(attempts(order)).containsExactly("ACTION_REQUIRED"));
        return order;
    }

    private static void givenUp(String reference) {
        STRIPE.stubFor(post(INTENTS + "/" + reference + "/cancel")
                .willReturn(ok(intent(reference, "canceled", NO_ERROR))));
    }

    private static Response ship(UUID order) {
        return Shop.request(Shop.adminToken()).body(Map.of("status", "SHIPPED", "trackingNumber", "TRACK 1"))
                .patch(API + "/orders/" + order + "/status");
    }

    private static String giveBack(UUID order) {
        return giveBack(order, "5.00");
    }

    private static String giveBack(UUID order, String amount) {
        return Shop.request(Shop.adminToken()).body(Map.of("amount", new BigDecimal(amount), "reason", "Late"))
                .post(API + "/orders/" + order + "/refunds").then().statusCode(202).extract().path("data.refundId");
    }

    /** A payment method whose charges are answered like this. */
    private static String token(List<ResponseDefinitionBuilder> answers) {
        String token = unique("pm");
        inTurn(token, answers, () -> post(INTENTS).withFormParam("payment_method", equalTo(token)));
        return token;
    }

    private static void refunds(String reference, ResponseDefinitionBuilder... answers) {
        inTurn(reference, List.of(answers),
                () -> post(REFUNDS).withFormParam("payment_intent", equalTo(reference)));
    }

    private static void inTurn(String scenario, List<ResponseDefinitionBuilder> answers,
            java.util.function.Supplier<MappingBuilder> request) {
        for (int i = 0; i < answers.size(); i++) {
            STRIPE.stubFor(request.get().inScenario(scenario)
                    .whenScenarioStateIs(i == 0 ? Scenario.STARTED : "after " + i).willReturn(answers.get(i))
                    .willSetStateTo(i + 1 < answers.size()
                            ? "after " + (i + 1)
                            : i == 0 ? Scenario.STARTED : "after " + i));
        }
    }

    /** The first answer comes too late, the second is Stripe's repetition of it. */
    private static List<ResponseDefinitionBuilder> replayed() {
        String body = intent(unique("pi"), "succeeded", NO_ERROR);
        return List.of(ok(body).withFixedDelay(3_000), ok(body).withHeader("Idempotent-Replayed", "true"));
    }

    private static ResponseDefinitionBuilder ok(String body) {
        return aResponse().withStatus(200).withHeader("Content-Type", "application/json").withHeader("Request-Id",
                "req_1").withBody(body);
    }

    private static ResponseDefinitionBuilder error(int status, String type, String code) {
        return aResponse().withStatus(status).withHeader("Content-Type", "application/json").withBody("""
                {"error":{"type":"%s","code":"%s","decline_code":"generic_decline","doc_url":"https://stripe.com/docs","message":"No.",
                 "param":"payment_method","request_log_url":"https://dashboard.stripe.com/x"}}""".formatted(type,
                code));
    }

    private static String intent(String id, String status, String error) {
        return """
                {"id":"%s","object":"payment_intent","amount":1999,"amount_capturable":0,"amount_details":{"tip":{}},"amount_received":0,
                 "automatic_payment_methods":{"allow_redirects":"never","enabled":true},"capture_method":"automatic_async",
                 "client_secret":"%s_secret_x","confirmation_method":"automatic","created":1764000000,"currency":"usd",
                 "last_payment_error":%s,"latest_charge":"ch_1","livemode":false,"metadata":{},"next_action":null,
                 "payment_method":"pm_1","payment_method_types":["card"],"status":"%s"}"""
                .formatted(id, id, error, status);
    }

    private static String refund(String status) {
        return refund(unique("re"), status);
    }

    private static String refund(String id, String status) {
        return """
                {"id":"%s","object":"refund","amount":500,"charge":"ch_1","created":1764000000,"currency":"usd","metadata":{},
                 "reason":null,"status":"%s"}""".formatted(id, status);
    }

    private double failedAfterSuccess() {
        return Scrape.of(management).sum("payments_total", "outcome", "refund_failed_after_success");
    }

    private static String refundEvent(String type, String stripeId, String status, String refundId) {
        return """
                {"id":"%s","object":"event","type":"%s","data":{"object":{"id":"%s","object":"refund","amount":1999,
                 "failure_reason":%s,"status":"%s","metadata":{"refund_id":"%s"}}}}""".formatted(unique("evt"), type,
                stripeId, status.equals("failed") ? "\"lost_or_stolen_card\"" : "null", status, refundId);
    }

    private static String event(String type, UUID order, String reference) {
        return """
                {"id":"%s","object":"event","api_version":"2025-03-31.basil","created":1764000000,"livemode":false,"type":"%s",
                 "data":{"object":{"id":"%s","object":"payment_intent","amount":1999,"currency":"usd","status":"succeeded",
                 "client_secret":"x","metadata":{"order_id":"%s","payment_id":"%s"}}},"request":{"id":null}}"""
                .formatted(unique("evt"), type, reference, order, payment(order));
    }

    private static Response tell(String event) {
        return tell(event, signature(event, Instant.now()));
    }

    private static Response tell(String event, String signature) {
        return given().contentType("application/json; charset=utf-8").header("Stripe-Signature", signature)
                .body(event.getBytes(StandardCharsets.UTF_8)).post(API + "/payments/webhooks/stripe");
    }

    private static String signature(String body, Instant at) {
        String time = Long.toString(at.getEpochSecond());
        return "t=" + time + ",v1="
                + StripeSignature.of(time, body.getBytes(StandardCharsets.UTF_8), WEBHOOK_SECRET)
                + ",v0=0";
    }

    private static io.restassured.response.ValidatableResponse payments(String token, UUID order) {
        return Shop.request(token).get(API + "/orders/" + order + "/payments").then().statusCode(200);
    }

    private static RequestPatternBuilder chargesWith(String token) {
        return postRequestedFor(urlPathEqualTo(INTENTS)).withFormParam("payment_method", equalTo(token));
    }

    private static UUID payment(UUID order) {
        return Database.query(UUID.class, "select id from orders.payments where order_id = ?", order).getFirst();
    }

    private static List<String> attempts(UUID order) {
        return texts("select status from orders.payments where order_id = ?", order);
    }

    private static List<String> references(UUID order) {
        return texts("select gateway_reference from orders.payments where order_id = ?", order);
    }

    private static List<String> failures(UUID order) {
        return texts("select failure from orders.payments where order_id = ?", order);
    }

    private static List<String> refundStates(UUID order) {
        return texts("select status from orders.refunds where order_id = ?", order);
    }

    private static List<String> texts(String sql, UUID order) {
        return new ArrayList<>(Database.query(String.class, sql, order));
    }

    private static String unique(String prefix) {
        return prefix + "_" + UUID.randomUUID().toString().replace("-", "");
    }
}
