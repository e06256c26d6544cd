package dev.tradepost.user.session;

import static dev.tradepost.testsupport.Shop.API;
import static dev.tradepost.testsupport.Shop.PASSWORD;
import static dev.tradepost.testsupport.Shop.request;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import java.util.Map;

import jakarta.inject.Inject;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.redis.datasource.RedisDataSource;
import io.quarkus.test.junit.QuarkusTest;

import dev.tradepost.platform.redis.ChangeableRedis;
import dev.tradepost.testsupport.Eventually;
import dev.tradepost.testsupport.Line;
import dev.tradepost.testsupport.Shop;
import dev.tradepost.testsupport.Shop.Tokens;

/** Users sign in and out while Redis is down. */
@QuarkusTest
class RedisAwayTest {

    @Inject
    RedisDataSource redis;
    @Inject
    ChangeableRedis gate;
    @Inject
    MeterRegistry metrics;

    @BeforeEach
    void awaitRedis() {
        Eventually.succeeds(() -> redis.execute("PING"));
    }

    @AfterEach
    void restore() {
        gate.reset();
        Line.REDIS.restore();
    }

    @Test
    void P25_refused_redis_sign_in_refresh_sign_out_and_revocation_hold() {
        Line.REDIS.cut();
        everythingHolds();
    }

    @Test
    void P25_P17_frozen_redis_sign_in_refresh_sign_out_and_revocation_hold_and_nobody_waits_long() {
        Line.REDIS.freeze();
        gate.giveUp();
        double unanswered = unanswered();
        everythingHolds();
        // Only the first of a dozen requests waits, and what the application does in the background at that moment.
        assertThat(unanswered() - unanswered).isBetween(1.0, 5.0);
    }

    private double unanswered() {
        return metrics.get("redis_unanswered").counter().count();
    }

    @Test
    void P25_what_ended_while_redis_was_away_is_ended_when_it_is_back_with_all_that_it_knew() {
        String email = Shop.uniqueEmail();
        Tokens tokens = Shop.signInAs(email);
        String session = request(tokens.access()).get(API + "/users/me/sessions").then().extract()
                .path("data.sessions[0].sessionId");
        Eventually.holds(() -> { // as soon as the circuit is closed
            request(tokens.access()).get(API + "/users/me").then().statusCode(200);
            assertThat(redis.value(String.class).get("session:" + session)).isEqualTo("live");
        });
        Line.REDIS.freeze();
        gate.giveUp();
        request(tokens.access()).post(API + "/users/logout").then().statusCode(200);
        request(tokens.access()).get(API + "/users/me").then().statusCode(401).body("code", equalTo("session_revoked"));
        Line.REDIS.restore();
        gate.reset();
        Eventually.holds(() -> assertThat(redis.value(String.class).get("session:" + session)).isEqualTo("revoked"));
        request(tokens.access()).get(API + "/users/me").then().statusCode(401).body("code", equalTo("session_revoked"));
    }

    @Test
    void P25_a_redis_that_has_lost_everything_lets_nobody_back_in() {
        Tokens tokens = Shop.signInAs(Shop.uniqueEmail());
        request(tokens.access()).post(API + "/users/logout").then().statusCode(200);
        redis.execute("FLUSHDB");
        request(tokens.access()).get(API + "/users/me").then().statusCode(401).body("code", equalTo("session_revoked"));
    }

    @Test
    void P21_without_redis_guessing_is_slowed_down_by_each_instance() {
        Line.REDIS.cut();
        String email = Shop.uniqueEmail();
        for (int i = 0; i < 5; i++) {
            request().body(Map.of("email", email, "password", "Wrong-Horse-1!")).post(API + "/users/login").then()
                    .statusCode(401);
        }
        request().body(Map.of("email", email, "password", "Wrong-Horse-1!")).post(API + "/users/login").then()
                .statusCode(429);
    }

    private static void everythingHolds() {
        String email = Shop.uniqueEmail();
        Tokens first = Shop.signInAs(email);
        request(first.access()).get(API + "/users/me").then().statusCode(200);
        var answer = request().body(Map.of("refreshToken", first.refresh())).post(API + "/users/refresh").then()
                .statusCode(200).extract();
        String access = answer.path("data.token");
        Tokens other = Shop.tokens(email, PASSWORD);
        request(access).delete(API + "/users/me/sessions").then().statusCode(200).body("data.revoked", equalTo(1));
        request(other.access()).get(API + "/users/me").then().statusCode(401).body("code", equalTo("session_revoked"));
        request(access).get(API + "/users/me").then().statusCode(200);
        request(access).post(API + "/users/logout").then().statusCode(200);
        request(access).get(API + "/users/me").then().statusCode(401);
        request(first.access()).get(API + "/users/me").then().statusCode(401);
        request().body(Map.of("refreshToken", answer.<String>path("data.refreshToken"))).post(API + "/users/refresh")
                .then().statusCode(401);
    }
}
