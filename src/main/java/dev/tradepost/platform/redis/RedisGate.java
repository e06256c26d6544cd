package dev.tradepost.platform.redis;

import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

import jakarta.enterprise.context.ApplicationScoped;

import org.jboss.logging.Logger;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Future;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;

/**
 * The way to Redis for what can do without it. A Redis that is refused, frozen or failing costs those who meet it first one
 * time-out; then it is left alone for a pause, and everybody fails at once and takes their other way.
 *
 * <p>Speaks to the client without Mutiny in between, whose pipelines would carry the caller's database transaction to the thread
 * that Redis answers on.
 */
@ApplicationScoped
public class RedisGate {

    private static final Logger LOG = Logger.getLogger(RedisGate.class);

    private final Redis redis;
    private final RedisConfig config;
    private final Clock clock;
    private final Counter failures;
    private volatile long lastAway;

    RedisGate(Redis redis, RedisConfig config, Clock clock, MeterRegistry metrics) {
        this.redis = redis;
        this.config = config;
        this.clock = clock;
        Gauge.builder("redis_left_alone", () -> isLeftAlone() ? 1 : 0)
                .description("1 while this instance does not use Redis").register(metrics);
        this.failures = Counter.builder("redis_unanswered").description("Redis commands without an answer in time")
                .register(metrics);
    }

    /** Redis was left alone, or did not answer. Says nothing about whether it did what it was asked. */
    public static final class RedisUnavailable extends RuntimeException {
        private static final long serialVersionUID = 1L;

        RedisUnavailable(String why) {
            super(why, null, false, false);
        }
    }

    /** Sends one command. The answer, or {@link RedisUnavailable}, comes within the patience that is configured. */
    public Future<Response> send(String command, String... arguments) {
        return guarded(() -> redis.send(request(command, arguments)));
    }

    /** Sends one command and waits for its answer. */
    public Response ask(String command, String... arguments) {
        return await(send(command, arguments));
    }

    /** A command with its arguments, for {@link #askAll}. */
    public static Request request(String command, String... arguments) {
        Request request = Request.cmd(Command.create(command));
        for (String argument : arguments) {
            request.arg(argument);
        }
        return request;
    }

    /** Sends commands together and waits for all of them. */
    public List<Response> askAll(List<Request> requests) {
        return requests.isEmpty() ? List.of() : await(guarded(() -> redis.batch(requests)));
    }

    /** Whether it failed to answer within this time: what it says of then may be what it said before. */
    public boolean wasAwayWithin(Duration time) {
        return clock.millis() < lastAway + time.toMillis();
    }

    /** Whether it has failed to answer since this moment, in epoch milliseconds. */
    public boolean wasAwaySince(long moment) {
        return lastAway >= moment;
    }

    private <T> Future<T> guarded(Supplier<Future<T>> sending) {
        if (isLeftAlone()) {
            return Future.failedFuture(new RedisUnavailable("Redis is left alone for a while"));
        }
        return sending.get().timeout(config.timeout().toMillis(), TimeUnit.MILLISECONDS)
                .recover(failure -> Future.failedFuture(leaveAlone(failure)));
    }

    private boolean isLeftAlone() {
        return wasAwayWithin(config.openDuration());
    }

    private static <T> T await(Future<T> answer) {
        CompletableFuture<T> waiting = answer.toCompletionStage().toCompletableFuture();
        try {
            return waiting.join();
        } catch (CompletionException failure) {
            throw failure.getCause() instanceof RedisUnavailable away
                    ? away
                    : new RedisUnavailable(String.valueOf(failure.getMessage()));
        }
    }

    private RedisUnavailable leaveAlone(Throwable failure) {
        failures.increment();
        if (!isLeftAlone()) { // the first of those who are told
            LOG.warnf("Redis does not answer and is left alone for %s: %s", config.openDuration(), failure);
        }
        lastAway = clock.millis();
        return new RedisUnavailable(String.valueOf(failure.getMessage()));
    }
}
