package dev.tradepost.platform.ratelimit;

import static dev.tradepost.testsupport.Shop.API;
import static dev.tradepost.testsupport.Shop.request;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.lessThanOrEqualTo;

import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.UUID;

import jakarta.inject.Inject;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.quarkus.redis.datasource.RedisDataSource;
import io.quarkus.test.junit.QuarkusTest;
import io.smallrye.jwt.algorithm.SignatureAlgorithm;
import io.smallrye.jwt.build.Jwt;

import dev.tradepost.platform.redis.ChangeableRedis;
import dev.tradepost.testsupport.Eventually;
import dev.tradepost.testsupport.Line;
import dev.tradepost.testsupport.Together;

@QuarkusTest
class RateLimitTest {

    private static final int MAX = 20;

    @Inject
    RedisDataSource redis;
    @Inject
    ChangeableRateLimit limit;
    @Inject
    ChangeableRedis gate;

    @BeforeEach
    void twentyRequestsAndAnEmptyRedis() {
        gate.insist();
        Eventually.succeeds(() -> { // until Redis counts again and has executed all earlier commands
            limit.setMax(MAX);
            redis.execute("FLUSHDB");
            spendDrawnQuota();
            redis.execute("FLUSHDB");
            request().get(API + "/categories").then().header("X-RateLimit-Remaining", "19");
            assertThat(redis.value(String.class).get(redis.key().keys("rate_limit:*").getFirst())).isEqualTo("1");
        });
        redis.execute("FLUSHDB");
    }

    /** At most a hundred requests, under the limit of other tests. */
    private void spendDrawnQuota() {
        for (int spent = 0; redis.key().keys("rate_limit:*").isEmpty() && spent < 200; spent++) {
            request().get(API + "/categories");
        }
    }

    @AfterEach
    void resetConfiguration() {
        limit.reset();
        gate.reset();
        Line.REDIS.restore();
    }

    @Test
    void every_response_reports_the_remaining_quota_and_a_refusal_when_to_retry() {
        request().get(API + "/categories").then().statusCode(200).header("X-RateLimit-Limit", "20")
                .header("X-RateLimit-Remaining", "19")
                .header("X-RateLimit-Reset", Long::parseLong, org.hamcrest.Matchers.greaterThan(0L));
        request().get(API + "/nowhere").then().statusCode(404).header("X-RateLimit-Remaining", "18");
        for (int used = 2; used < MAX; used++) {
            request().get(API + "/users/me").then().statusCode(401);
        }
        request().get(API + "/categories").then().statusCode(429).header("X-RateLimit-Remaining", "0")
                .header("Retry-After", Integer::parseInt, lessThanOrEqualTo(3600))
                .contentType("application/problem+json").body("code", equalTo("rate_limited"));
    }

    @Test
    void the_documentation_is_counted_like_the_api() {
        for (int used = 0; used < MAX; used += 2) {
            request().accept("*/*").get("/openapi").then().statusCode(200).header("X-RateLimit-Remaining",
                    equalTo(Integer.toString(MAX - used - 1)));
            request().accept("*/*").get("/docs/").then().statusCode(200).header("X-RateLimit-Remaining",
                    equalTo(Integer.toString(MAX - used - 2)));
        }
        for (String path : List.of("/openapi", "/openapi?format=json", "/docs", "/docs/", API + "/categories")) {
            request().accept("*/*").get(path).then().statusCode(429).body("code", equalTo("rate_limited"));
        }
    }

    @Test
    void concurrent_requests_get_exactly_the_limit() throws Exception {
        List<Integer> statuses = Together.times(60, () -> request().get(API + "/categories").statusCode());
        assertThat(Collections.frequency(statuses, 200)).isEqualTo(MAX);
        assertThat(Collections.frequency(statuses, 429)).isEqualTo(60 - MAX);
    }

    @Test
    void signed_in_users_are_counted_separately() {
        String one = token();
        String other = token();
        request(one).get(API + "/categories").then().header("X-RateLimit-Remaining", "19");
        request(one).get(API + "/categories").then().header("X-RateLimit-Remaining", "18");
        request(other).get(API + "/categories").then().header("X-RateLimit-Remaining", "19");
        request("nonsense").get(API + "/categories").then().statusCode(200).header("X-RateLimit-Remaining", "19");
        request().get(API + "/categories").then().header("X-RateLimit-Remaining", "18");
    }

    private static String token() {
        return Jwt.issuer("tradepost").subject(UUID.randomUUID().toString()).groups("customer")
                .expiresAt(Instant.now().plusSeconds(60)).jws().algorithm(SignatureAlgorithm.HS256)
                .signWithSecret("insecure-access-secret-for-development-only");
    }

    @Test
    void P21_a_forged_forwarding_header_does_not_make_somebody_new() {
        for (int i = 0; i < MAX; i++) {
            request().header("X-Forwarded-For", "10.0.0." + i).get(API + "/categories").then().statusCode(200);
        }
        request().header("X-Forwarded-For", "10.0.1.1").get(API + "/categories").then().statusCode(429);
    }

    @Test
    void P17_without_redis_each_instance_counts_for_itself() throws Exception {
        String somebody = token();
        Line.REDIS.freeze();
        gate.giveUp();
        List<Integer> statuses = Together.times(60, () -> request(somebody).get(API + "/categories").statusCode());
        assertThat(Collections.frequency(statuses, 200)).isEqualTo(MAX);
        assertThat(Collections.frequency(statuses, 429)).isEqualTo(60 - MAX);
    }
}
