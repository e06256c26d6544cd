package dev.tradepost.order.placement;

import static dev.tradepost.testsupport.Shop.API;
import static dev.tradepost.testsupport.Shop.orderBody;
import static dev.tradepost.testsupport.Shop.unique;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.nullValue;

import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;

import jakarta.inject.Inject;

import org.junit.jupiter.api.Test;

import io.quarkus.redis.datasource.RedisDataSource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;

import dev.tradepost.platform.idempotency.Idempotency;
import dev.tradepost.testsupport.Held;
import dev.tradepost.testsupport.Shop;
import dev.tradepost.testsupport.Shop.Customer;
import dev.tradepost.testsupport.Together;

/** The same order, sent more than once. */
@QuarkusTest
class RepeatedOrderTest {

    private static final String REPLAYED = "Idempotency-Replayed";

    @Inject
    RedisDataSource redis;

    @Test
    void P9_the_same_key_and_body_answer_the_same_and_make_one_order() {
        Customer customer = Shop.customer();
        UUID product = Shop.product("5.00", 10);
        String key = unique("key");
        Response first = order(customer, key, product, 2);
        first.then().statusCode(201).header(REPLAYED, nullValue());
        Response second = order(customer, key, product, 2);
        second.then().statusCode(201).header(REPLAYED, "true").header("Location", first.header("Location"));
        assertThat(second.asString()).isEqualTo(first.asString());
        assertThat(customer.orders()).isOne();
        assertThat(Shop.available(product)).isEqualTo(8);
    }

    @Test
    void P9_of_twenty_at_the_same_instant_one_makes_an_order() throws Exception {
        Customer customer = Shop.customer();
        UUID product = Shop.product("5.00", 100);
        String key = unique("key");
        List<Response> all = Together.times(20, () -> order(customer, key, product, 1));
        assertThat(all).extracting(Response::statusCode).contains(201).containsOnly(201, 409);
        assertThat(all.stream().filter(answer -> answer.statusCode() == 409)).allSatisfy(
                answer -> answer.then().body("code", equalTo("request_in_progress")));
        assertThat(all.stream().filter(answer -> answer.statusCode() == 201).map(Response::asString).distinct())
                .hasSize(1);
        assertThat(customer.orders()).isOne();
        assertThat(Shop.available(product)).isEqualTo(99);
    }

    @Test
    void P9_another_body_with_the_same_key_is_refused_and_does_nothing() {
        Customer customer = Shop.customer();
        UUID product = Shop.product("5.00", 10);
        String key = unique("key");
        order(customer, key, product, 2).then().statusCode(201);
        order(customer, key, product, 3).then().statusCode(422).body("code", equalTo("idempotency_key_reused"));
        assertThat(customer.orders()).isOne();
        assertThat(Shop.available(product)).isEqualTo(8);
    }

    @Test
    void P10_a_key_belongs_to_who_sent_it() {
        UUID product = Shop.product("5.00", 10);
        String key = unique("key");
        Response mine = order(Shop.customer(), key, product, 1);
        Response theirs = order(Shop.customer(), key, product, 1);
        mine.then().statusCode(201);
        theirs.then().statusCode(201).header(REPLAYED, nullValue()).body("data.orderId",
                not(equalTo(mine.path("data.orderId"))));
    }

    @Test
    void P10_what_is_invalid_is_not_remembered() {
        Customer customer = Shop.customer();
        UUID product = Shop.product("5.00", 10);
        String key = unique("key");
        order(customer, key, product, 0).then().statusCode(400);
        order(customer, key, UUID.randomUUID(), 1).then().statusCode(400);
        order(customer, key, product, 1).then().statusCode(201).header(REPLAYED, nullValue());
        order(customer, "x".repeat(256), product, 1).then().statusCode(400).body("errors[0].pointer",
                equalTo("/Idempotency-Key"));
        assertThat(customer.orders()).isOne();
    }

    @Test
    void P9_too_little_stock_stays_the_answer_to_its_key_and_leaves_no_order() {
        Customer customer = Shop.customer();
        UUID product = Shop.product("5.00", 1);
        String key = unique("key");
        order(customer, key, product, 2).then().statusCode(409).body("code", equalTo("insufficient_stock"));
        order(customer, key, product, 2).then().statusCode(409).header(REPLAYED, "true")
                .body("errors[0].pointer", equalTo("/items/0/quantity"));
        assertThat(customer.orders()).isZero();
        order(customer, unique("key"), product, 1).then().statusCode(201);
    }

    @Test
    void P10_an_order_that_was_rolled_back_can_be_sent_again_with_its_key() throws SQLException {
        Customer customer = Shop.customer();
        UUID product = Shop.product("5.00", 10);
        String key = unique("key");
        try (Held stock = Held.rows("select from catalog.inventory where product_id = ? for update", product)) {
            CompletableFuture<Response> answer = CompletableFuture
                    .supplyAsync(() -> order(customer, key, product, 1));
            stock.awaitWaiting(1);
            stock.endWaiting(); // a database that gives up in the middle: the order is written, and its stock is not held
            answer.join().then().statusCode(503);
        }
        assertThat(customer.orders()).isZero();
        order(customer, key, product, 1).then().statusCode(201).header(REPLAYED, nullValue());
        assertThat(customer.orders()).isOne();
    }

    @Test
    void P10_an_emptied_redis_forgets_no_order() {
        Customer customer = Shop.customer();
        UUID product = Shop.product("5.00", 10);
        String key = unique("key");
        order(customer, key, product, 1).then().statusCode(201);
        redis.execute("flushdb");
        order(customer, key, product, 1).then().statusCode(201).header(REPLAYED, "true");
        assertThat(customer.orders()).isOne();
    }

    private static Response order(Customer customer, String key, UUID product, int quantity) {
        return customer.request().header(Idempotency.KEY, key)
                .body(orderBody(customer.addressId(), "tok_approved", Map.of(product, quantity)))
                .post(API + "/orders");
    }
}
