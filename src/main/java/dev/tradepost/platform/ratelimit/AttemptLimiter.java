package dev.tradepost.platform.ratelimit;

import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

import jakarta.enterprise.context.ApplicationScoped;

import io.vertx.redis.client.Response;

import dev.tradepost.kernel.Problem;
import dev.tradepost.platform.crypto.Sha256;
import dev.tradepost.platform.redis.RedisGate;

/**
 * Limits attempts, for example to guess a password or to have mails sent. Counts points per window: in Redis for all instances, and in
 * this process while Redis is down. An attempt costs points while it is in progress, so that concurrent ones count too, and more when it
 * has failed.
 */
@ApplicationScoped
public class AttemptLimiter {

    /** Adds to all counters, or to none if one of them is full; then returns the milliseconds until that one ends. */
    private static final String TAKE = """
            for i = 1, #KEYS do
              if tonumber(redis.call('GET', KEYS[i]) or '0') >= tonumber(ARGV[2 * i - 1]) then
                return {redis.call('PTTL', KEYS[i])}
              end
            end
            for i = 1, #KEYS do
              redis.call('INCRBY', KEYS[i], ARGV[#ARGV])
              if redis.call('PTTL', KEYS[i]) < 0 then redis.call('PEXPIRE', KEYS[i], ARGV[2 * i]) end
            end
            return {}""";
    /** Adds points, which may be negative, to windows that have not ended. */
    private static final String ADD = """
            local counts = {}
            for i = 1, #KEYS do
              if redis.call('EXISTS', KEYS[i]) == 1 then counts[i] = redis.call('INCRBY', KEYS[i], ARGV[1]) else counts[i] = 0 end
            end
            return counts""";

    /** Enough to make collisions impossible in practice. */
    private static final int HASH_BYTES = 16;

    private final RedisGate redis;
    private final LocalAttemptLimiter local;

    AttemptLimiter(RedisGate redis, Clock clock) {
        this.redis = redis;
        this.local = new LocalAttemptLimiter(clock);
    }

    /**
     * One counter and its limit.
     *
     * @param what the kind of attempt
     * @param who for example an e-mail address; stored as a hash
     * @param points from which further attempts are refused
     * @param window time after which the counter starts at 0 again
     */
    public record Limit(String what, String who, int points, Duration window) {

        String key() {
            return "attempts:" + what + ":" + HexFormat.of().formatHex(Sha256.of(who), 0, HASH_BYTES);
        }
    }

    /**
     * Counts the beginning of an attempt.
     *
     * @param points added to each limit
     * @throws Problem.TooMany {@code too_many_attempts} if one of the limits is reached; then nothing is counted
     */
    public void take(List<Limit> limits, int points) {
        long millis = millisUntilFree(limits, points);
        if (millis > 0) {
            throw new Problem.TooMany("too_many_attempts", "Too many attempts; try again later",
                    Math.ceilDiv(millis, 1_000));
        }
    }

    private long millisUntilFree(List<Limit> limits, int points) {
        List<String> values = new ArrayList<>();
        for (Limit limit : limits) {
            values.add(Integer.toString(limit.points()));
            values.add(Long.toString(limit.window().toMillis()));
        }
        values.add(Integer.toString(points));
        try {
            Response millis = run(TAKE, limits, values);
            return millis.size() == 0 ? 0 : Math.max(1, millis.get(0).toLong());
        } catch (RedisGate.RedisUnavailable away) {
            return local.take(limits, points);
        }
    }

    /**
     * Adds points to the limits of an attempt that has begun.
     *
     * @param points may be negative
     * @return the new values in the order of the limits; 0 if the window has ended
     */
    public List<Long> add(List<Limit> limits, int points) {
        try {
            return run(ADD, limits, List.of(Integer.toString(points))).stream().map(Response::toLong).toList();
        } catch (RedisGate.RedisUnavailable away) {
            return local.add(limits, points);
        }
    }

    /** Resets the counters. */
    public void clear(List<Limit> limits) {
        local.clear(limits);
        try {
            redis.ask("DEL", limits.stream().map(Limit::key).toArray(String[]::new));
        } catch (RedisGate.RedisUnavailable away) {
            return; // the window ends by itself
        }
    }

    private Response run(String script, List<Limit> limits, List<String> values) {
        List<String> arguments = new ArrayList<>(List.of(script, Integer.toString(limits.size())));
        limits.forEach(limit -> arguments.add(limit.key()));
        arguments.addAll(values);
        return redis.ask("EVAL", arguments.toArray(String[]::new));
    }
}
