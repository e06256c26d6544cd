package dev.tradepost.platform.cache;

import java.time.Duration;
import java.util.function.Function;
import java.util.function.ToIntFunction;

/**
 * What a {@link CacheRegion} holds, and for how long.
 *
 * @param name of the region in metrics, and how its keys begin
 * @param near how long an instance answers from its own memory without asking Redis: how long it may miss what another instance
 *        has changed
 * @param shared how long Redis keeps a value
 * @param bytes of memory that the values kept near may take
 * @param weight of a value, in bytes
 * @param generational whether everything in it changes together, as lists do when any product changes
 * @param write as a text for Redis
 * @param read back; may throw what it likes when the text is of another release, and is then read anew
 */
public record CacheSpec<T>(String name, Duration near, Function<T, Duration> shared, long bytes,
        ToIntFunction<T> weight,
        boolean generational, Function<T, String> write, Function<String, T> read) {

    /** The key of one value in Redis. */
    public String key(String id) {
        return name + ":" + id;
    }
}
