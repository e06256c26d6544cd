package dev.tradepost.catalog.product;

import static dev.tradepost.testsupport.Shop.API;
import static dev.tradepost.testsupport.Shop.request;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.comparesEqualTo;
import static org.hamcrest.Matchers.equalTo;

import java.io.IOException;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;

import jakarta.inject.Inject;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.netcrusher.core.reactor.NioReactor;
import org.netcrusher.tcp.TcpCrusher;

import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.redis.datasource.RedisDataSource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;

import dev.tradepost.platform.redis.ChangeableRedis;
import dev.tradepost.platform.redis.RedisGate;
import dev.tradepost.testsupport.Database;
import dev.tradepost.testsupport.Eventually;
import dev.tradepost.testsupport.Line;
import dev.tradepost.testsupport.Shop;

/** What readers of the catalogue see while Redis, or PostgreSQL behind it, is there, away, and back. */
@QuarkusTest
@TestProfile(Line.ToEach.class)
class CachedReadsTest {

    private static final Duration LONGER_THAN_IT_IS_KEPT_NEAR = Duration.ofMillis(800);

    @Inject
    RedisDataSource redis;

    @Inject
    RedisGate gate;
    @Inject
    ChangeableRedis redisConfig;
    @Inject
    MeterRegistry metrics;

    private NioReactor reactor;
    private TcpCrusher line;
    private UUID product;
    private String at;

    @BeforeEach
    void open() throws IOException {
        reactor = new NioReactor();
        line = Line.REDIS.openedThrough(reactor);
        // A product that is made while Redis is left alone, by a late time-out of the test before, would not be cached for half a minute.
        Eventually.succeeds(() -> {
            gate.ask("PING");
            assertThat(gate.wasAwayWithin(ChangeableRedis.LATEST)).isFalse();
        });
        cacheANewProduct();
    }

    private void cacheANewProduct() {
        product = Shop.product("5.00", 3);
        at = API + "/products/" + product;
        Eventually.holds(() -> {
            request().get(at).then().statusCode(200);
            assertThat(redis.key().exists("product:" + product)).isTrue();
        });
    }

    @AfterEach
    void close() {
        redisConfig.reset();
        line.close();
        reactor.close();
    }

    @Test
    void a_product_that_is_cached_is_shown_without_the_database() {
        String tag = request().get(at).then().statusCode(200).extract().header("ETag");
        // Past the application, which therefore cannot know: an answer with the new name would have come from the database.
        Database.update("update catalog.products set name = 'Unheard of' where id = ?", product);
        List<Integer> conditional = new ArrayList<>();
        List<String> names = new ArrayList<>();
        long until = System.nanoTime() + LONGER_THAN_IT_IS_KEPT_NEAR.toNanos();
        while (System.nanoTime() < until) {
            conditional.add(request().header("If-None-Match", tag).get(at).statusCode());
            names.add(request().get(at).then().statusCode(200).extract().path("data.name"));
        }
        assertThat(conditional).containsOnly(304);
        assertThat(names).isNotEmpty().doesNotContain("Unheard of");
    }

    @Test
    void refused_redis_reads_and_changes_go_on() {
        line.close();
        everythingHolds();
    }

    @Test
    void P17_frozen_redis_reads_and_changes_go_on_and_only_the_first_waits() {
        line.freeze();
        redisConfig.giveUp();
        everythingHolds();
        double unanswered = unanswered();
        assertThat(unanswered).as("reads that waited for Redis").isPositive();
        for (int i = 0; i < 20; i++) {
            request().get(API + "/products?sort=price&limit=" + (i + 1)).then().statusCode(200);
        }
        assertThat(unanswered()).isEqualTo(unanswered);
    }

    @Test
    void what_changed_while_redis_was_frozen_is_shown_when_it_is_back_with_all_that_it_knew() {
        String admin = Shop.adminToken();
        line.freeze();
        redisConfig.giveUp();
        request(admin).body(Map.of("price", 7)).patch(at).then().statusCode(200);
        request().get(at).then().body("data.price", comparesEqualTo(new BigDecimal("7.00")));
        line.unfreeze();
        redisConfig.reset();
        Eventually.holds(() -> assertThat(metrics.get("redis_left_alone").gauge().value()).isZero());
        long until = System.nanoTime() + LONGER_THAN_IT_IS_KEPT_NEAR.toNanos();
        while (System.nanoTime() < until) {
            request().get(at).then().statusCode(200).body("data.price", comparesEqualTo(new BigDecimal("7.00")));
        }
    }

    @Test
    void a_redis_that_has_lost_everything_is_filled_again() {
        redis.execute("FLUSHDB");
        Eventually.holds(() -> {
            request().get(at).then().statusCode(200);
            assertThat(redis.key().exists("product:" + product)).isTrue();
        });
    }

    @Test
    void an_id_that_is_unknown_is_asked_for_once_and_not_for_long() {
        UUID unknown = UUID.randomUUID();
        request().get(API + "/products/" + unknown).then().statusCode(404).body("code", equalTo("not_found"));
        Eventually.holds(() -> assertThat(redis.key().ttl("product:" + unknown)).isBetween(1L, 30L));
    }

    private double unanswered() {
        return metrics.get("redis_unanswered").counter().count();
    }

    private void everythingHolds() {
        request().get(at).then().statusCode(200).body("data.price", comparesEqualTo(new BigDecimal("5.00")));
        request(Shop.adminToken()).body(Map.of("price", 6)).patch(at).then().statusCode(200);
        request().get(at).then().statusCode(200).body("data.price", comparesEqualTo(new BigDecimal("6.00")));
        request().get(API + "/products?search=thing&facets=true").then().statusCode(200);
        request().get(API + "/categories").then().statusCode(200);
        request().get(API + "/products/" + UUID.randomUUID()).then().statusCode(404);
    }
}
