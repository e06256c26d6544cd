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
 * The values in Redis. Each has a fence with a time: Redis refuses a value that was read from the database before that time. A writer sets
 * the time into the future before its transaction commits, and to the present afterwards. So neither a slow reader nor a writer that
 * crashes in between leaves an outdated value: docs/adr/0016.
 */
@ApplicationScoped
class RedisTier {

    private static final Logger LOG = Logger.getLogger(RedisTier.class);

    /** Longer than any transaction: lifetime of a fence whose writer crashed. */
    private static final String FENCE_MILLIS = Long.toString(Duration.ofSeconds(30).toMillis());
    /** Values per command of a bulk change. */
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
    private static final String FENCE = NOW + """
            for i = 1, #KEYS, 2 do
              redis.call('DEL', KEYS[i])
              redis.call('ZADD', KEYS[i + 1], now + ARGV[2], ARGV[1])
              redis.call('PEXPIRE', KEYS[i + 1], ARGV[2])
            end
            return 1""";
    private static final String UNFENCE = NOW + """
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
     * The result of a read.
     *
     * @param value null if there is none
     * @param slot where the caller may store a value that it reads now; null if Redis is down
     */
    record CachedText(@Nullable String value, @Nullable CacheSlot slot) {
        static final CachedText UNAVAILABLE = new CachedText(null, null);
    }

    /** @param startedAt time of the read on the clock of Redis, in epoch milliseconds */
    record CacheSlot(String key, String startedAt) {}

    CachedText read(String key) {
        try {
            Response answer = redis.ask("EVAL", READ, "1", key);
            return new CachedText(value(answer.get(0).toString()), new CacheSlot(key, answer.get(1).toString()));
        } catch (RedisGate.RedisUnavailable away) {
            return CachedText.UNAVAILABLE;
        }
    }

    /** Reads a value of the current generation. A value in the returned slot belongs to the same generation. */
    CachedText readOfGeneration(String name, String id) {
        try {
            Response answer = redis.ask("EVAL", READ_GENERATION, "1", name, id);
            return new CachedText(value(answer.get(0).toString()),
                    new CacheSlot(name + ":" + answer.get(2) + ":" + id, answer.get(1).toString()));
        } catch (RedisGate.RedisUnavailable away) {
            return CachedText.UNAVAILABLE;
        }
    }

    /** Stores a value, unless it is fenced. Does not wait for Redis. */
    void fill(CacheSlot slot, String value, Duration lifetime) {
        redis.send("EVAL", FILL, "2", slot.key(), fence(slot.key()), clock.millis() + "\n" + value,
                Long.toString(lifetime.toMillis()), slot.startedAt())
                .onFailure(away -> LOG.debugf("A value is not cached: %s", away.getMessage()));
    }

    Future<?> fence(Collection<String> keys, Collection<String> generations, String writer) {
        return change(FENCE, keys, generations, writer);
    }

    Future<?> unfence(Collection<String> keys, Collection<String> generations, String writer) {
        return change(UNFENCE, keys, generations, writer);
    }

    private Future<?> change(String script, Collection<String> keys, Collection<String> generations, String writer) {
        List<Future<Response>> sent = new ArrayList<>();
        List<String> all = List.copyOf(keys);
        for (int from = 0; from < all.size(); from += BATCH) {
            List<String> some = all.subList(from, Math.min(from + BATCH, all.size()));
            List<String> arguments = new ArrayList<>(List.of(script, Integer.toString(2 * some.size())));
            some.forEach(key -> arguments.addAll(List.of(key, fence(key))));
            arguments.addAll(List.of(writer, FENCE_MILLIS));
            sent.add(redis.send("EVAL", arguments.toArray(String[]::new)));
        }
        generations.forEach(name -> sent.add(redis.send("INCR", name)));
        return Future.all(sent);
    }

    /** Ignores a value from before the last outage: its change did not reach Redis. */
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
