package dev.tradepost.platform.redis;

import java.time.Clock;
import java.time.Duration;

import jakarta.enterprise.context.ApplicationScoped;

import org.jboss.logging.Logger;

import io.quarkus.redis.datasource.ReactiveRedisDataSource;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.redis.client.Response;

/**
 * The way to Redis for what can do without it. A Redis that is refused, frozen or failing costs those who meet it first one
 * time-out; then it is left alone for a pause, and everybody fails at once and takes their other way.
 */
@ApplicationScoped
public class RedisGate {

    private static final Logger LOG = Logger.getLogger(RedisGate.class);

    private final ReactiveRedisDataSource redis;
    private final Duration patience;
    private final Duration pause;
    private final Clock clock;
    private volatile long pausedUntil;

    RedisGate(ReactiveRedisDataSource redis, RedisConfig config, Clock clock) {
        this.redis = redis;
        this.patience = config.patience();
        this.pause = config.pause();
        this.clock = clock;
    }

    /** Redis was left alone, or did not answer. Says nothing about whether it did what it was asked. */
    public static final class Away extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Away(String why) {
            super(why, null, false, false);
        }
    }

    /** Sends one command. The answer, or {@link Away}, comes within the patience that is configured. */
    public Uni<Response> send(String command, String... arguments) {
        if (clock.millis() < pausedUntil) {
            return Uni.createFrom().failure(new Away("Redis is left alone for a while"));
        }
        return redis.execute(command, arguments).ifNoItem().after(patience).fail()
                .onFailure().transform(this::leaveAlone);
    }

    private Away leaveAlone(Throwable failure) {
        if (clock.millis() >= pausedUntil) { // the first of those who are told
            LOG.warnf("Redis does not answer and is left alone for %s: %s", pause, failure);
        }
        pausedUntil = clock.millis() + pause.toMillis();
        return new Away(String.valueOf(failure.getMessage()));
    }
}
