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
 * A circuit breaker for Redis, for callers that have an alternative. If Redis is unreachable, frozen or failing, the first command takes
 * a timeout; then all commands fail at once for a while.
 *
 * <p>Does not use Mutiny, whose pipelines would carry the caller's database transaction to the thread of Redis' response.
 */
@ApplicationScoped
public class RedisGate {

    private static final Logger LOG = Logger.getLogger(RedisGate.class);

    private final Redis redis;
    private final RedisConfig config;
    private final Clock clock;
    private final Counter failures;
    private volatile long lastFailure;

    RedisGate(Redis redis, RedisConfig config, Clock clock, MeterRegistry metrics) {
        this.redis = redis;
        this.config = config;
        this.clock = clock;
        Gauge.builder("redis_left_alone", () -> isOpen() ? 1 : 0)
                .description("1 while this instance does not use Redis").register(metrics);
        this.failures = Counter.builder("redis_unanswered").description("Redis commands without an answer in time")
                .register(metrics);
    }

    /** Redis did not answer, or the circuit is open. The command may or may not have been executed. */
    public static final class RedisUnavailable extends RuntimeException {
        private static final long serialVersionUID = 1L;

        RedisUnavailable(String why) {
            super(why, null, false, false);
        }
    }

    /** Sends one command. The future completes within {@link RedisConfig#timeout}, or fails with {@link RedisUnavailable}. */
    public Future<Response> send(String command, String... arguments) {
        return guarded(() -> redis.send(request(command, arguments)));
    }

    /**
     * Sends one command and waits for its response.
     *
     * @throws RedisUnavailable after {@link RedisConfig#timeout} at the latest
     */
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

    /**
     * Sends commands in one round trip and waits for all responses.
     *
     * @throws RedisUnavailable after {@link RedisConfig#timeout} at the latest
     */
    public List<Response> askAll(List<Request> requests) {
        return requests.isEmpty() ? List.of() : await(guarded(() -> redis.batch(requests)));
    }

    /** True if Redis failed within this time: its data may be from before the failure. */
    public boolean wasAwayWithin(Duration time) {
        return clock.millis() < lastFailure + time.toMillis();
    }

    /** True if Redis failed after this moment, in epoch milliseconds. */
    public boolean wasAwaySince(long moment) {
        return lastFailure >= moment;
    }

    private <T> Future<T> guarded(Supplier<Future<T>> sending) {
        if (isOpen()) {
            return Future.failedFuture(new RedisUnavailable("The circuit to Redis is open"));
        }
        return sending.get().timeout(config.timeout().toMillis(), TimeUnit.MILLISECONDS)
                .recover(failure -> Future.failedFuture(open(failure)));
    }

    private boolean isOpen() {
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

    private RedisUnavailable open(Throwable failure) {
        failures.increment();
        if (!isOpen()) { // once per outage
            LOG.warnf("Redis does not answer and is not used for %s: %s", config.openDuration(), failure);
        }
        lastFailure = clock.millis();
        return new RedisUnavailable(String.valueOf(failure.getMessage()));
    }
}
