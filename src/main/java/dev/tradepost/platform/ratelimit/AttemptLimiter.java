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
 * Slows down who tries too often: to guess a password, a token, or to have mails sent. Counts points in windows, in Redis for all
 * instances together; in this process only while Redis is away. An attempt costs something while it is under way, so that
 * many at once are counted too, and more when it has failed.
 */
@ApplicationScoped
public class AttemptLimiter {

    /** Adds to all counters or, if one of them is full, to none: then answers in how many milliseconds that one ends. */
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
    /** Adds points, or takes some back, where the window is still the same. */
    private static final String ADD = """
            local counts = {}
            for i = 1, #KEYS do
              if redis.call('EXISTS', KEYS[i]) == 1 then counts[i] = redis.call('INCRBY', KEYS[i], ARGV[1]) else counts[i] = 0 end
            end
            return counts""";

    /** Enough that no two meet. */
    private static final int HASH_BYTES = 16;

    private final RedisGate redis;
    private final LocalAttemptLimiter local;

    AttemptLimiter(RedisGate redis, Clock clock) {
        this.redis = redis;
        this.local = new LocalAttemptLimiter(clock);
    }

    /**
     * What is counted together.
     *
     * @param what the kind of attempt
     * @param who whose attempts; stored as a hash
     * @param points at which no more are let through
     * @param window after which counting begins anew
     */
    public record Limit(String what, String who, int points, Duration window) {

        String key() {
            return "attempts:" + what + ":" + HexFormat.of().formatHex(Sha256.of(who), 0, HASH_BYTES);
        }
    }

    /**
     * Lets one attempt through.
     *
     * @param points that it costs of each limit for the time being
     * @throws Problem.TooMany {@code too_many_attempts}, if one of the limits is reached
     */
    public void take(List<Limit> limits, int points) {
        long millis;
        try {
            List<String> arguments = new ArrayList<>(List.of(TAKE, Integer.toString(limits.size())));
            limits.forEach(limit -> arguments.add(limit.key()));
            for (Limit limit : limits) {
                arguments.add(Integer.toString(limit.points()));
                arguments.add(Long.toString(limit.window().toMillis()));
            }
            arguments.add(Integer.toString(points));
            Response answer = send(arguments);
            millis = answer.size() == 0 ? 0 : Math.max(1, answer.get(0).toLong());
        } catch (RedisGate.RedisUnavailable away) {
            millis = local.take(limits, points);
        }
        if (millis > 0) {
            throw new Problem.TooMany("too_many_attempts", "Too many attempts; try again later",
                    Math.ceilDiv(millis, 1_000));
        }
    }

    /**
     * Adds points to the limits of an attempt that was let through.
     *
     * @param points negative to give some back
     * @return what stands there now, in the order of the limits; 0 where the window has ended
     */
    public List<Long> add(List<Limit> limits, int points) {
        try {
            List<String> arguments = new ArrayList<>(List.of(ADD, Integer.toString(limits.size())));
            limits.forEach(limit -> arguments.add(limit.key()));
            arguments.add(Integer.toString(points));
            List<Long> counts = new ArrayList<>();
            send(arguments).forEach(count -> counts.add(count.toLong()));
            return counts;
        } catch (RedisGate.RedisUnavailable away) {
            return local.add(limits, points);
        }
    }

    /** Forgets what was counted. */
    public void clear(List<Limit> limits) {
        local.clear(limits);
        try {
            redis.ask("DEL", limits.stream().map(Limit::key).toArray(String[]::new));
        } catch (RedisGate.RedisUnavailable away) {
            return; // the window ends by itself
        }
    }

    private Response send(List<String> arguments) {
        return redis.ask("EVAL", arguments.toArray(String[]::new));
    }
}
