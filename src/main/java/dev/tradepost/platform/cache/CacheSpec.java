package dev.tradepost.platform.cache;

import java.time.Duration;
import java.util.function.Function;
import java.util.function.ToIntFunction;

/**
 * What a {@link CacheRegion} holds, and how long.
 *
 * @param name in metrics, and prefix of the keys
 * @param localLifetime how long a value stays in this process, which does not see changes by other instances in that time
 * @param redisLifetime how long a value stays in Redis
 * @param maxBytes limit for all values in this process
 * @param weight bytes of a value
 * @param generational true if all values become invalid together, as lists do when any product changes
 * @param write converts a value to text for Redis
 * @param read converts it back; may throw any exception for a text of another release, which counts as a miss
 */
public record CacheSpec<T>(String name, Duration localLifetime, Function<T, Duration> redisLifetime, long maxBytes,
        ToIntFunction<T> weight,
        boolean generational, Function<T, String> write, Function<String, T> read) {

    /** The key of one value in Redis. */
    public String key(String id) {
        return name + ":" + id;
    }
}
