package dev.tradepost.platform.ratelimit;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.IntStream;

import jakarta.inject.Inject;

import org.junit.jupiter.api.Test;

import io.quarkus.redis.datasource.RedisDataSource;
import io.quarkus.test.junit.QuarkusTest;

import dev.tradepost.platform.redis.RedisGate;
import dev.tradepost.testsupport.Together;

@QuarkusTest
class LocalQuotaTest {

    private static final int MAX = 1_000;

    @Inject
    RedisGate gate;
    @Inject
    RedisDataSource redis;

    private final String address = "203.0.113." + UUID.randomUUID();

    @Test
    void a_large_limit_needs_few_calls_to_redis_and_reports_the_exact_quota() {
        RateLimiter instance = instance(MAX);
        List<Long> left = IntStream.range(0, 10).mapToObj(_ -> left(instance)).toList();
        assertThat(left).containsExactly(999L, 998L, 997L, 996L, 995L, 994L, 993L, 992L, 991L, 990L);
        assertThat(counted()).isEqualTo(10);
        assertThat(left(instance)).isEqualTo(989L);
        assertThat(counted()).isGreaterThan(11);
    }

    @Test
    void two_instances_together_allow_the_limit_and_hardly_less() throws Exception {
        RateLimiter one = instance(MAX);
        RateLimiter other = instance(MAX);
        List<Boolean> let = Together.times(1_200, () -> {
            RateLimiter instance = Math.floorMod(Thread.currentThread().threadId(), 3) == 0 ? one : other;
            return !take(instance).isSpent(MAX);
        });
        long through = let.stream().filter(Boolean::booleanValue).count();
        // Each may have drawn a hundredth, ten of a thousand, that it does not spend.
        assertThat(through).isBetween(980L, 1_000L);
    }

    @Test
    void a_small_limit_is_counted_one_by_one() {
        RateLimiter instance = instance(100);
        take(instance);
        take(instance);
        assertThat(counted()).isEqualTo(2);
    }

    private long left(RateLimiter instance) {
        return take(instance).remaining(MAX);
    }

    private Quota take(RateLimiter instance) {
        return instance.take(Optional.empty(), address).toCompletionStage().toCompletableFuture().join().quota();
    }

    private int counted() {
        return redis.value(Integer.class).get("rate_limit:ip:" + address);
    }

    private RateLimiter instance(int max) {
        return new RateLimiter(gate, new RateLimitConfig() {
            @Override
            public int max() {
                return max;
            }

            @Override
            public Duration window() {
                return Duration.ofHours(1);
            }

            @Override
            public List<String> exempt() {
                return List.of();
            }
        }, Clock.systemUTC());
    }
}
