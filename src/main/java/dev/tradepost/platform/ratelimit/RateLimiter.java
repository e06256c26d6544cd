package dev.tradepost.platform.ratelimit;

import java.time.Clock;

import jakarta.enterprise.context.ApplicationScoped;

import org.jboss.logging.Logger;

import io.quarkus.redis.datasource.ReactiveRedisDataSource;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.redis.client.Response;

/**
 * Counts requests in fixed windows, in Redis for all instances together. A Redis that is away costs one time-out per pause, and
 * counting goes on in the process.
 */
@ApplicationScoped
class RateLimiter {

    private static final Logger LOG = Logger.getLogger(RateLimiter.class);
    private static final String KEY = "rate_limit:";
    /** Counts and starts the window in one step: a crash between the two would leave a count that never ends. */
    private static final String SCRIPT = """
            local used = redis.call('INCR', KEYS[1])
            if used == 1 then redis.call('PEXPIRE', KEYS[1], ARGV[1]) end
            return {used, redis.call('PTTL', KEYS[1])}""";

    private final ReactiveRedisDataSource redis;
    private final RateLimitConfig config;
    private final Clock clock;
    private final LocalWindows local;
    private volatile long redisPausedUntil;

    RateLimiter(ReactiveRedisDataSource redis, RateLimitConfig config, Clock clock) {
        this.redis = redis;
        this.config = config;
        this.clock = clock;
        this.local = new LocalWindows(config.window().toMillis(), clock);
    }

    /** Counts one request of somebody. Never fails. */
    Uni<Allowance> take(String name) {
        if (clock.millis() < redisPausedUntil) {
            return Uni.createFrom().item(local.take(name));
        }
        return redis.execute("EVAL", SCRIPT, "1", KEY + name, Long.toString(config.window().toMillis()))
                .map(this::allowance)
                .ifNoItem().after(config.patience()).fail()
                .onFailure().recoverWithItem(failure -> withoutRedis(name, failure));
    }

    private Allowance allowance(Response answer) {
        long used = answer.get(0).toLong();
        long millisLeft = Math.max(0, answer.get(1).toLong());
        return new Allowance(used, clock.millis() + millisLeft);
    }

    private Allowance withoutRedis(String name, Throwable failure) {
        LOG.warnf("Redis does not count requests, each instance does so by itself for %s: %s", config.pause(),
                failure.toString());
        redisPausedUntil = clock.millis() + config.pause().toMillis();
        return local.take(name);
    }
}
