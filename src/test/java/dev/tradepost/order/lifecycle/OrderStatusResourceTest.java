package dev.tradepost.order.lifecycle;

import static dev.tradepost.testsupport.Shop.API;
import static dev.tradepost.testsupport.Shop.request;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.nullValue;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

import jakarta.inject.Inject;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;

import dev.tradepost.platform.tracing.Trace;
import dev.tradepost.testsupport.Database;
import dev.tradepost.testsupport.Eventually;
import dev.tradepost.testsupport.Shop;
import dev.tradepost.testsupport.Shop.Customer;
import dev.tradepost.testsupport.Together;

/** Cancelling, shipping and delivering. */
@QuarkusTest
class OrderStatusResourceTest {

    /** The simulated gateway's that answers after five seconds: the order waits for it. */
    private static final String SLOW = "tok_slow";

    private static final String REPLAYED = "Idempotency-Replayed";

    @Inject
    Orders orders;

    @Test
    void P1_P4_an_order_in_processing_is_cancelled_and_its_goods_come_back() {
        Customer customer = Shop.customer();
        UUID product = Shop.product("5.00", 10);
        UUID order = processing(customer, product, 3);
        assertThat(Shop.available(product)).isEqualTo(7);
        cancel(customer.token(), order, "Wrong size").then().statusCode(200).body("data.status", equalTo("CANCELLED"))
                .body("data.history.reason", hasItem("Wrong size"))
                .body("data.history.by", hasItem(customer.userId().toString()));
        Eventually.holds(() -> assertThat(Shop.available(product)).isEqualTo(10));
        assertThat(reservation(order)).isEqualTo("RETURNED");
        assertThat(events(order, "order.cancelled")).isOne();
        assertThat(Database.stockDiscrepancies(product)).isEmpty();
    }

    @Test
    void P1_P4_an_order_that_waits_for_its_payment_is_cancelled_and_releases_its_goods() {
        Customer customer = Shop.customer();
        UUID product = Shop.product("5.00", 10);
        UUID order = customer.order(SLOW, product, 3);
        cancel(customer.token(), order, "Changed my mind").then().statusCode(200)
                .body("data.paymentStatus", equalTo("FAILED"));
        Eventually.holds(() -> assertThat(Shop.available(product)).isEqualTo(10));
        assertThat(reservation(order)).isEqualTo("RELEASED");
        assertThat(Database.stockDiscrepancies(product)).isEmpty();
    }

    @Test
    void P1_P4_P13_an_order_cancelled_before_its_goods_are_taken_out_never_loses_them() {
        Customer customer = Shop.customer();
        UUID product = Shop.product("5.00", 10);
        UUID order = customer.order(SLOW, product, 3);
        // Paid and cancelled in one: order.paid comes when the order is cancelled already.
        QuarkusTransaction.requiringNew().run(() -> orders.paid(Map.of(order, Trace.current())));
        cancel(customer.token(), order, "Changed my mind");
        Eventually.holds(() -> assertThat(reservation(order)).isIn("RELEASED", "RETURNED"));
        assertThat(customer.state(order)).startsWith("CANCELLED/");
        Eventually.holds(() -> assertThat(Shop.available(product)).isEqualTo(10));
        assertThat(Database.stockDiscrepancies(product)).isEmpty();
    }

    @Test
    void P8_of_ten_who_cancel_at_once_one_does() throws Exception {
        Customer customer = Shop.customer();
        UUID product = Shop.product("5.00", 10);
        UUID order = processing(customer, product, 3);
        List<Integer> statuses = Together.times(10, () -> cancel(customer.token(), order, "Twice").statusCode());
        assertThat(Collections.frequency(statuses, 200)).isOne();
        assertThat(Collections.frequency(statuses, 409)).isEqualTo(9);
        assertThat(events(order, "order.cancelled")).isOne();
        Eventually.holds(() -> assertThat(Shop.available(product)).isEqualTo(10));
    }

    @Test
    void P9_a_cancellation_that_is_sent_again_with_its_key_has_the_same_answer() throws Exception {
        Customer customer = Shop.customer();
        UUID order = processing(customer, Shop.product("5.00", 10), 3);
        String key = Shop.unique("key");
        Response first = cancel(customer.token(), order, "Wrong size", key);
        first.then().statusCode(200).header(REPLAYED, nullValue()).body("data.status", equalTo("CANCELLED"));
        Eventually.becomes(customer, order, "CANCELLED/REFUNDED"); // which the first answer does not say
        Response again = cancel(customer.token(), order, "Wrong size", key);
        again.then().statusCode(200).header(REPLAYED, "true");
        assertThat(again.asString()).isEqualTo(first.asString());
        cancel(customer.token(), order, "Other reason", key).then().statusCode(422)
                .body("code", equalTo("idempotency_key_reused"));
        cancel(customer.token(), order, "Wrong size").then().statusCode(409);
        assertThat(events(order, "order.cancelled")).isOne();
        assertThat(Database.tablesWith("platform", "12 Harbour Lane")).isEmpty(); // P31
    }

    @Test
    void P8_what_is_shipped_is_not_cancelled() {
        Customer customer = Shop.customer();
        UUID order = processing(customer, Shop.product("5.00", 10), 1);
        ship(Shop.adminToken(), order).then().statusCode(200);
        cancel(customer.token(), order, "Too late").then().statusCode(409).body("code", equalTo("illegal_transition"))
                .body("detail", containsString("only [DELIVERED]"));
    }

    @Test
    void P26_only_the_owner_and_administrators_cancel() {
        Customer customer = Shop.customer();
        UUID order = processing(customer, Shop.product("5.00", 10), 1);
        cancel(Shop.customer().token(), order, "Not mine").then().statusCode(403);
        cancel(Shop.seller().token(), order, "Not mine").then().statusCode(403);
        assertThat(customer.state(order)).isEqualTo("PROCESSING/PAID");
        cancel(Shop.adminToken(), order, "Out of business").then().statusCode(200);
        assertThat(audited("order.cancelled", order)).isOne();
        cancel(customer.token(), UUID.randomUUID(), "None").then().statusCode(404);
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "{\"reason\":null}", "{\"reason\":\" \"}", "{\"reason\":7}"})
    void who_cancels_says_why(String body) {
        Customer customer = Shop.customer();
        customer.request().body(body).post(API + "/orders/" + UUID.randomUUID() + "/cancel").then().statusCode(400)
                .body("errors[0].pointer", equalTo("/reason"));
    }

    @Test
    void P8_an_order_is_shipped_once_and_then_delivered_once() throws Exception {
        Customer customer = Shop.customer();
        UUID order = processing(customer, Shop.product("5.00", 10), 1);
        String admin = Shop.adminToken();
        step(admin, order, Map.of("status", "DELIVERED")).then().statusCode(409)
                .body("detail", containsString("SHIPPED, CANCELLED"));
        List<Integer> statuses = Together.times(8, () -> ship(admin, order).statusCode());
        assertThat(Collections.frequency(statuses, 200)).isOne();
        assertThat(Collections.frequency(statuses, 409)).isEqualTo(7);
        customer.readOrder(order).then().body("data.trackingNumber", equalTo("TRACK 1"));
        step(admin, order, Map.of("status", "DELIVERED", "reason", "At the door")).then().statusCode(200)
                .body("data.status", equalTo("DELIVERED")).body("data.history.reason", hasItem("At the door"));
        step(admin, order, Map.of("status", "DELIVERED")).then().statusCode(409)
                .body("detail", containsString("cannot change any more"));
        assertThat(events(order, "order.shipped")).isOne();
        assertThat(events(order, "order.delivered")).isOne();
        assertThat(audited("order.shipped", order)).isOne();
        assertThat(audited("order.delivered", order)).isOne();
    }

    @ParameterizedTest
    @ValueSource(strings = {"PENDING", "CONFIRMED", "PROCESSING"})
    void P8_what_money_and_stock_decide_is_not_made_by_hand(String status) {
        UUID order = UnheardOrder.of(Shop.customer(), Shop.product("5.00", 10), 1);
        step(Shop.adminToken(), order, Map.of("status", status)).then().statusCode(409)
                .body("code", equalTo("illegal_transition")).body("detail", containsString("only [CANCELLED]"));
        step(Shop.adminToken(), order, Map.of("status", "SHIPPED", "trackingNumber", "T")).then().statusCode(409);
    }

    @Test
    void P8_what_is_refunded_in_full_is_not_shipped() {
        Customer customer = Shop.customer();
        UUID order = processing(customer, Shop.product("5.00", 10), 1);
        Database.update("update orders.orders set payment_status = 'REFUNDED' where id = ?", order);
        ship(Shop.adminToken(), order).then().statusCode(409).body("code", equalTo("order_refunded"));
        cancel(customer.token(), order, "No use").then().statusCode(200).body("data.paymentStatus",
                equalTo("REFUNDED"));
    }

    @Test
    void sellers_ship_orders_that_are_theirs_alone_and_cancel_none() {
        Customer seller = Shop.seller();
        UUID theirs = UUID.fromString(seller.request().body(Shop.productBody(Shop.category(), "5.00", 10))
                .post(API + "/products").then().statusCode(201).extract().path("data.id"));
        Customer customer = Shop.customer();
        UUID alone = processing(customer, theirs, 1);
        Map<UUID, Integer> cart = new LinkedHashMap<>(Map.of(theirs, 1, Shop.product("5.00", 10), 1));
        UUID mixed = UUID.fromString(customer.order("tok_approved", cart).then().statusCode(201).extract()
                .path("data.orderId"));
        Eventually.becomes(customer, mixed, "PROCESSING/PAID");
        ship(seller.token(), mixed).then().statusCode(403);
        ship(Shop.seller().token(), alone).then().statusCode(403);
        ship(customer.token(), alone).then().statusCode(403);
        step(seller.token(), alone, Map.of("status", "CANCELLED", "reason", "No more")).then().statusCode(403);
        ship(seller.token(), alone).then().statusCode(200).body("data.status", equalTo("SHIPPED"));
    }

    @Test
    void what_a_step_takes_is_asked_for() {
        String admin = Shop.adminToken();
        UUID none = UUID.randomUUID();
        step(admin, none, Map.of("status", "SHIPPED")).then().statusCode(400).body("errors[0].pointer",
                equalTo("/trackingNumber"));
        step(admin, none, Map.of("status", "SHIPPED", "trackingNumber", "ü")).then().statusCode(400);
        step(admin, none, Map.of("status", "DELIVERED", "trackingNumber", "T")).then().statusCode(400);
        step(admin, none, Map.of("status", "CANCELLED")).then().statusCode(400).body("errors[0].pointer",
                equalTo("/reason"));
        step(admin, none, Map.of("status", "LOST")).then().statusCode(400).body("errors[0].pointer",
                equalTo("/status"));
        step(admin, none, Map.of("status", "DELIVERED")).then().statusCode(404);
    }

    private static UUID processing(Customer customer, UUID product, int pieces) {
        UUID order = customer.order("tok_approved", product, pieces);
        Eventually.becomes(customer, order, "PROCESSING/PAID");
        return order;
    }

    private static Response cancel(String token, UUID order, String reason) {
        return request(token).body(Map.of("reason", reason)).post(API + "/orders/" + order + "/cancel");
    }

    private static Response cancel(String token, UUID order, String reason, String key) {
        return request(token).header("Idempotency-Key", key).body(Map.of("reason", reason))
                .post(API + "/orders/" + order + "/cancel");
    }

    private static Response ship(String token, UUID order) {
        return step(token, order, Map.of("status", "SHIPPED", "trackingNumber", "TRACK 1"));
    }

    private static Response step(String token, UUID order, Map<String, String> body) {
        return request(token).body(body).patch(API + "/orders/" + order + "/status");
    }

    private static String reservation(UUID order) {
        return Database.query(String.class, "select distinct status from catalog.reservations where order_id = ?",
                order).getFirst();
    }

    private static long events(UUID order, String type) {
        return Database.count("select count(*) from platform.outbox_events where aggregate_id = ? and type = ?", order,
                type);
    }

    private static long audited(String action, UUID order) {
        return Database.count("select count(*) from platform.audit_events where action = ? and subject_id = ?", action,
                order.toString());
    }
}
