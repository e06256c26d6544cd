package dev.tradepost.platform.idempotency;

import static dev.tradepost.testsupport.Shop.API;
import static dev.tradepost.testsupport.Shop.unique;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.nullValue;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import jakarta.inject.Inject;

import org.junit.jupiter.api.Test;

import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;

import dev.tradepost.platform.database.RetentionScheduler;
import dev.tradepost.platform.database.Sql;
import dev.tradepost.platform.idempotency.IdempotencyStore.ClientKey;
import dev.tradepost.testsupport.Database;
import dev.tradepost.testsupport.Held;
import dev.tradepost.testsupport.RowsRead;
import dev.tradepost.testsupport.Shop;
import dev.tradepost.testsupport.Together;

/** P7 and its kin, told by stock adjustments. */
@QuarkusTest
class IdempotencyTest {

    private static final String REPLAYED = "Idempotency-Replayed";

    @Inject
    IdempotencyStore idempotencyStore;
    @Inject
    RetentionScheduler retention;
    @Inject
    Sql sql;

    @Test
    void the_same_request_again_has_the_same_answer_and_no_further_effect() {
        UUID product = Shop.product("5.00", 10);
        String key = unique("key ~!");
        Response first = adjust(product, key, Map.of("delta", 5, "reason", "Delivery"));
        first.then().statusCode(201).header(REPLAYED, nullValue()).body("data.quantity", equalTo(15))
                .contentType("application/json");
        Response second = adjust(product, key, Map.of("reason", "Delivery", "delta", 5));
        second.then().statusCode(201).header(REPLAYED, "true").contentType("application/json");
        assertThat(second.asString()).isEqualTo(first.asString());
        assertThat(quantity(product)).isEqualTo(15);
        adjust(product, null, Map.of("delta", 5, "reason", "Delivery")).then().statusCode(201);
        assertThat(quantity(product)).isEqualTo(20);
    }

    @Test
    void who_is_overtaken_after_looking_whether_it_was_answered_answers_what_the_other_did_and_has_no_effect()
            throws Exception {
        UUID product = Shop.product("5.00", 10);
        Map<String, Object> body = Map.of("delta", 5, "reason", "Delivery");
        String others = unique("key");
        adjust(product, others, body).then().statusCode(201);
        String key = unique("key");
        overtaken(product, key, others, body).then().statusCode(201).header(REPLAYED, "true").body("data.quantity",
                equalTo(15));
        assertThat(quantity(product)).isEqualTo(15);
    }

    @Test
    void a_refusal_that_is_overtaken_by_a_success_answers_the_success() throws Exception {
        UUID product = Shop.product("5.00", 10);
        Map<String, Object> body = Map.of("delta", -10, "reason", "Lost");
        String others = unique("key");
        adjust(product, others, body).then().statusCode(201);
        String key = unique("key");
        overtaken(product, key, others, body).then().statusCode(201).header(REPLAYED, "true").body("data.quantity",
                equalTo(0));
    }

    @Test
    void a_key_is_looked_up_by_itself_although_the_database_has_not_counted_how_many_are_new() {
        QuarkusTransaction.begin();
        try {
            sql.update("delete from platform.idempotency_keys");
            write(3_000, "2 days");
            sql.update("analyze platform.idempotency_keys");
            write(3_000, "1 minute");
            Set<ClientKey> keys = Stream.generate(() -> new ClientKey(UUID.randomUUID(), "POST /orders", "key"))
                    .limit(20).collect(Collectors.toSet());
            assertThat(RowsRead.of("platform.idempotency_keys", sql, () -> idempotencyStore.claim(keys, false)))
                    .isLessThan(20);
        } finally {
            QuarkusTransaction.rollback();
        }
    }

    @Test
    void a_key_that_comes_with_another_request_is_refused() {
        UUID product = Shop.product("5.00", 10);
        String key = unique("key");
        adjust(product, key, Map.of("delta", 5, "reason", "Delivery")).then().statusCode(201);
        adjust(product, key, Map.of("delta", 6, "reason", "Delivery")).then().statusCode(422)
                .body("code", equalTo("idempotency_key_reused")).header(REPLAYED, nullValue());
        assertThat(quantity(product)).isEqualTo(15);
        adjust(product, key, Map.of("delta", 5, "reason", "Delivery")).then().statusCode(201);
    }

    @Test
    void of_twenty_at_once_one_has_an_effect() throws Exception {
        UUID product = Shop.product("5.00", 10);
        String key = unique("key");
        Shop.adminToken();
        List<Response> all = Together.times(20, () -> adjust(product, key, Map.of("delta", 5, "reason", "Delivery")));
        assertThat(all).extracting(Response::statusCode).contains(201).containsOnly(201, 409);
        assertThat(all.stream().filter(answer -> answer.statusCode() == 409)).allSatisfy(
                answer -> answer.then().body("code", equalTo("request_in_progress")));
        assertThat(all.stream().filter(answer -> answer.statusCode() == 201)
                .filter(answer -> answer.header(REPLAYED) == null)).hasSize(1);
        assertThat(quantity(product)).isEqualTo(15);
        adjust(product, key, Map.of("delta", 5, "reason", "Delivery")).then().statusCode(201).header(REPLAYED, "true");
    }

    @Test
    void a_key_belongs_to_the_caller_and_to_the_address() {
        Shop.Customer seller = Shop.seller();
        UUID product = UUID.fromString(seller.request().body(Shop.productBody(Shop.category(), "5.00", 10))
                .post(API + "/products").then().extract().path("data.id"));
        UUID other = Shop.product("5.00", 10);
        String key = unique("key");
        adjust(product, key, Map.of("delta", 5, "reason", "Delivery")).then().statusCode(201);
        seller.request().header(Idempotency.KEY, key).body(Map.of("delta", 7, "reason", "Mine"))
                .post(path(product)).then().statusCode(201).header(REPLAYED, nullValue());
        adjust(other, key, Map.of("delta", 1, "reason", "Delivery")).then().statusCode(201).header(REPLAYED,
                nullValue());
        assertThat(quantity(product)).isEqualTo(22);
    }

    @Test
    void a_refusal_of_the_shop_is_remembered_though_nothing_else_of_it_is() {
        UUID product = Shop.product("5.00", 10);
        String key = unique("key");
        Map<String, Object> tooMuch = Map.of("delta", -11, "reason", "Lost");
        adjust(product, key, tooMuch).then().statusCode(409).header(REPLAYED, nullValue());
        adjust(product, null, Map.of("delta", 5, "reason", "Delivery")).then().statusCode(201);
        adjust(product, key, tooMuch).then().statusCode(409).header(REPLAYED, "true")
                .contentType("application/problem+json").body("code", equalTo("below_reserved"))
                .body("detail", equalTo("0 pieces are reserved for orders")).body("instance", equalTo(path(product)));
        adjust(product, key, Map.of("delta", -1, "reason", "Lost")).then().statusCode(422);
        assertThat(quantity(product)).isEqualTo(15);
    }

    @Test
    void a_request_that_is_broken_is_not_remembered() {
        UUID product = Shop.product("5.00", 10);
        String key = unique("key");
        adjust(product, key, Map.of("delta", 5)).then().statusCode(400);
        adjust(product, key, Map.of("delta", 0, "reason", "Delivery")).then().statusCode(400);
        adjust(product, key, Map.of("delta", 5, "reason", "Delivery")).then().statusCode(201).header(REPLAYED,
                nullValue());
        for (String broken : List.of("", "x".repeat(256), "a\tb", "naïve")) {
            adjust(product, broken, Map.of("delta", 5, "reason", "Delivery")).then().statusCode(400)
                    .body("errors[0].pointer", equalTo("/Idempotency-Key"));
        }
        assertThat(quantity(product)).isEqualTo(15);
    }

    @Test
    void an_answer_is_forgotten_after_a_day() {
        UUID product = Shop.product("5.00", 10);
        String key = unique("key");
        Map<String, Object> body = Map.of("delta", 5, "reason", "Delivery");
        adjust(product, key, body).then().statusCode(201);
        age(key);
        adjust(product, key, body).then().statusCode(201).header(REPLAYED, nullValue());
        adjust(product, key, body).then().statusCode(201).header(REPLAYED, "true");
        assertThat(quantity(product)).isEqualTo(20);
        age(key);
        retention.run("platform.idempotency_keys");
        assertThat(Database.count("select count(*) from platform.idempotency_keys where key = ?", key)).isZero();
    }

    /** What is answered to a request that has looked, waits for the stock, and is answered elsewhere meanwhile as the other key was. */
    private static Response overtaken(UUID product, String key, String others, Map<String, Object> body)
            throws Exception {
        CompletableFuture<Response> late;
        try (Held stock = Held.rows("select from catalog.inventory where product_id = ? for update", product)) {
            late = CompletableFuture.supplyAsync(() -> adjust(product, key, body));
            stock.awaitWaiting(1);
            Database.update("""
                    insert into platform.idempotency_keys
                    select principal, route, ?, fingerprint, status, body, location, created_at
                      from platform.idempotency_keys where key = ?""", key, others);
            stock.letGo();
        }
        return late.get();
    }

    private static void age(String key) {
        assertThat(Database.update(
                "update platform.idempotency_keys set created_at = created_at - interval '25 hours' where key = ?",
                key)).isEqualTo(1);
    }

    private static Response adjust(UUID product, String key, Map<String, Object> body) {
        var request = Shop.request(Shop.adminToken()).body(body);
        return (key == null ? request : request.header(Idempotency.KEY, key)).post(path(product));
    }

    private static String path(UUID product) {
        return API + "/products/" + product + "/inventory/adjustments";
    }

    private static int quantity(UUID product) {
        return Shop.available(product);
    }

    private void write(int keys, String age) {
        sql.update("""
                insert into platform.idempotency_keys (principal, route, key, fingerprint, status, body, created_at)
                select gen_random_uuid(), 'POST /api/v1/orders', 'key', '', 201, '{}', now() - cast(? as interval)
                  from generate_series(1, ?)""", age, keys);
    }
}
