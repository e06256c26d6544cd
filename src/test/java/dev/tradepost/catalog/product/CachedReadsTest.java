package dev.tradepost.catalog.product;

import static dev.tradepost.testsupport.Shop.API;
import static dev.tradepost.testsupport.Shop.request;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.comparesEqualTo;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.not;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;

import jakarta.inject.Inject;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.redis.datasource.RedisDataSource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;

import dev.tradepost.platform.redis.ChangeableRedis;
import dev.tradepost.platform.redis.RedisGate;
import dev.tradepost.testsupport.Database;
import dev.tradepost.testsupport.Eventually;
import dev.tradepost.testsupport.Line;
import dev.tradepost.testsupport.Shop;

/** Reads of the catalogue while Redis is up, down, frozen, emptied, or back. */
@QuarkusTest
class CachedReadsTest {

    private static final Duration LONGER_THAN_LOCAL_COPIES_LIVE = Duration.ofMillis(800);

    @Inject
    RedisDataSource redis;
    @Inject
    RedisGate gate;
    @Inject
    ChangeableRedis redisConfig;
    @Inject
    MeterRegistry metrics;

    private UUID product;

    @BeforeEach
    void a_cached_product() {
        Eventually.succeeds(() -> { // a late timeout of the previous test would keep the product out of Redis for a while
            gate.ask("PING");
            assertThat(gate.wasAwayWithin(ChangeableRedis.LATEST)).isFalse();
        });
        product = Shop.product("5.00", 3);
        becomesCached();
    }

    @AfterEach
    void restore() {
        redisConfig.reset();
        Line.REDIS.restore();
    }

    @Test
    void a_cached_product_is_read_without_the_database() {
        String tag = read().header("ETag");
        Database.update("update catalog.products set name = 'Only in the database' where id = ?", product);
        untilLocalCopiesExpire(() -> {
            read().then().statusCode(200).body("data.name", not(equalTo("Only in the database")));
            request().header("If-None-Match", tag).get(url()).then().statusCode(304);
        });
    }

    @Test
    void reads_and_changes_work_while_redis_is_down() {
        Line.REDIS.cut();
        readsAndChangesWork();
    }

    @Test
    void P17_frozen_redis_reads_and_changes_go_on_and_only_the_first_waits() {
        Line.REDIS.freeze();
        redisConfig.giveUp();
        readsAndChangesWork();
        Eventually.holds(() -> assertThat(gate.wasAwayWithin(ChangeableRedis.LATEST)).isFalse()); // nor is one under way
        double waited = readsThatWaited();
        assertThat(waited).isPositive();
        for (int limit = 1; limit <= 20; limit++) {
            request().get(API + "/products?sort=price&limit=" + limit).then().statusCode(200);
        }
        assertThat(readsThatWaited()).isEqualTo(waited);
    }

    @Test
    void a_frozen_redis_that_is_back_with_its_old_values_does_not_undo_a_change() {
        String admin = Shop.adminToken();
        Line.REDIS.freeze();
        redisConfig.giveUp();
        changePrice(admin, 7);
        costs("7.00");
        Line.REDIS.restore();
        redisConfig.reset();
        Eventually.holds(() -> assertThat(metrics.get("redis_left_alone").gauge().value()).isZero());
        untilLocalCopiesExpire(() -> costs("7.00"));
    }

    @Test
    void an_emptied_redis_is_filled_again() {
        redis.execute("FLUSHDB");
        becomesCached();
    }

    @Test
    void an_unknown_id_is_cached_for_at_most_half_a_minute() {
        UUID unknown = UUID.randomUUID();
        request().get(API + "/products/" + unknown).then().statusCode(404).body("code", equalTo("not_found"));
        Eventually.holds(() -> assertThat(redis.key().ttl("product:" + unknown)).isBetween(1L, 30L));
    }

    private void readsAndChangesWork() {
        costs("5.00");
        changePrice(Shop.adminToken(), 6);
        costs("6.00");
        request().get(API + "/products?search=thing&facets=true").then().statusCode(200);
        request().get(API + "/categories").then().statusCode(200);
        request().get(API + "/products/" + UUID.randomUUID()).then().statusCode(404);
    }

    private void becomesCached() {
        Eventually.holds(() -> {
            read().then().statusCode(200);
            assertThat(redis.key().exists("product:" + product)).isTrue();
        });
    }

    private static void untilLocalCopiesExpire(Runnable check) {
        long until = System.nanoTime() + LONGER_THAN_LOCAL_COPIES_LIVE.toNanos();
        while (System.nanoTime() < until) {
            check.run();
        }
    }

    private double readsThatWaited() {
        return metrics.get("redis_unanswered").counter().count();
    }

    private void costs(String price) {
        read().then().statusCode(200).body("data.price", comparesEqualTo(new BigDecimal(price)));
    }

    private void changePrice(String admin, int price) {
        request(admin).body(Map.of("price", price)).patch(url()).then().statusCode(200);
    }

    private Response read() {
        return request().get(url());
    }

    private String url() {
        return API + "/products/" + product;
    }
}
