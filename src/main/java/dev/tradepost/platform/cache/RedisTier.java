package dev.tradepost.platform.cache;

import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

import jakarta.enterprise.context.ApplicationScoped;

import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

import io.vertx.core.Future;
import io.vertx.redis.client.Response;

import dev.tradepost.platform.redis.RedisGate;

/**
 * The part that lies in Redis. Every value has a fence beside it: a value that was read from the database before the fence's time
 * is not let in. A writer sets the fence ahead of time before its transaction commits and to the present afterwards, so neither
 * a reader who was slow nor a writer who dies in between leaves an old value behind. See docs/adr/0016.
 */
@ApplicationScoped
class RedisTier {

    private static final Logger LOG = Logger.getLogger(RedisTier.class);

    /** Longer than any transaction: how long nothing is let in after a writer who never came back. */
    private static final String HOLD = Long.toString(Duration.ofSeconds(30).toMillis());
    /** Writers of many values at once send as many in one go. */
    private static final int BATCH = 500;

    private static final String NOW = """
            local time = redis.call('TIME')
            local now = time[1] * 1000 + math.floor(time[2] / 1000)
            """;
    private static final String READ = NOW + """
            local value = redis.call('GET', KEYS[1])
            return {value or '', string.format('%.0f', now)}""";
    private static final String READ_GENERATION = NOW + """
            local generation = redis.call('GET', KEYS[1]) or '0'
            local value = redis.call('GET', KEYS[1] .. ':' .. generation .. ':' .. ARGV[1])
            return {value or '', string.format('%.0f', now), generation}""";
    private static final String FILL = """
            local newest = redis.call('ZREVRANGE', KEYS[2], 0, 0, 'WITHSCORES')
            if newest[2] and tonumber(newest[2]) >= tonumber(ARGV[3]) then return 0 end
            redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
            return 1""";
    private static final String DOUBT = NOW + """
            for i = 1, #KEYS, 2 do
              redis.call('DEL', KEYS[i])
              redis.call('ZADD', KEYS[i + 1], now + ARGV[2], ARGV[1])
              redis.call('PEXPIRE', KEYS[i + 1], ARGV[2])
            end
            return 1""";
    private static final String SETTLE = NOW + """
            for i = 1, #KEYS, 2 do
              redis.call('DEL', KEYS[i])
              redis.call('ZREM', KEYS[i + 1], ARGV[1])
              redis.call('ZADD', KEYS[i + 1], now, 'settled')
              redis.call('PEXPIRE', KEYS[i + 1], ARGV[2])
            end
            return 1""";

    private final RedisGate redis;
    private final Clock clock;

    RedisTier(RedisGate redis, Clock clock) {
        this.redis = redis;
        this.clock = clock;
    }

    /**
     * What Redis said.
     *
     * @param value null when there is none
     * @param place where a value read from now on may be put; null when Redis is away
     */
    record Found(@Nullable String value, @Nullable CachePosition place) {
        static final Found NOTHING = new Found(null, null);
    }

    /** @param startedAt the clock of Redis, in milliseconds */
    record CachePosition(String key, String startedAt) {}

    Found read(String key) {
        try {
            Response answer = redis.ask("EVAL", READ, "1", key);
            return new Found(value(answer.get(0).toString()), new CachePosition(key, answer.get(1).toString()));
        } catch (RedisGate.RedisUnavailable away) {
            return Found.NOTHING;
        }
    }

    /** Reads what is of the present generation; a value that is put there later has to be of the same one. */
    Found readOfGeneration(String name, String id) {
        try {
            Response answer = redis.ask("EVAL", READ_GENERATION, "1", name, id);
            return new Found(value(answer.get(0).toString()),
                    new CachePosition(name + ":" + answer.get(2) + ":" + id, answer.get(1).toString()));
        } catch (RedisGate.RedisUnavailable away) {
            return Found.NOTHING;
        }
    }

    /** Nobody waits for it. */
    void fill(CachePosition place, String value, Duration lifetime) {
        redis.send("EVAL", FILL, "2", place.key(), fence(place.key()), clock.millis() + "\n" + value,
                Long.toString(lifetime.toMillis()), place.startedAt())
                .onFailure(away -> LOG.debugf("A value is not cached: %s", away.getMessage()));
    }

    Future<?> fence(Collection<String> keys, Collection<String> generations, String writer) {
        return change(DOUBT, keys, generations, writer);
    }

    Future<?> unfence(Collection<String> keys, Collection<String> generations, String writer) {
        return change(SETTLE, keys, generations, writer);
    }

    private Future<?> change(String script, Collection<String> keys, Collection<String> generations, String writer) {
        List<Future<Response>> sent = new ArrayList<>();
        List<String> all = List.copyOf(keys);
        for (int from = 0; from < all.size(); from += BATCH) {
            List<String> some = all.subList(from, Math.min(from + BATCH, all.size()));
            List<String> arguments = new ArrayList<>(List.of(script, Integer.toString(2 * some.size())));
            some.forEach(key -> arguments.addAll(List.of(key, fence(key))));
            arguments.addAll(List.of(writer, HOLD));
            sent.add(redis.send("EVAL", arguments.toArray(String[]::new)));
        }
        generations.forEach(name -> sent.add(redis.send("INCR", name)));
        return Future.all(sent);
    }

    /** What was put there before Redis was last away may have changed without a word to Redis. */
    private @Nullable String value(String stored) {
        int end = stored.indexOf('\n');
        return end < 0 || redis.wasAwaySince(Long.parseLong(stored.substring(0, end)))
                ? null
                : stored.substring(end + 1);
    }

    private static String fence(String key) {
        return key + ":fence";
    }
}
