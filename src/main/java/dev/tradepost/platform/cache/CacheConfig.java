package dev.tradepost.platform.cache;

import java.util.Optional;
import java.util.Set;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** Whether reads may be answered from a cache. */
@ConfigMapping(prefix = "tradepost.cache")
interface CacheConfig {

    /** False sends every read to PostgreSQL: to measure it, or to tell a fault of the cache from one behind it. */
    @WithDefault("true")
    boolean enabled();

    /** Kinds, by their names, that are not kept although others are, such as {@code products:list}. */
    Optional<Set<String>> disabled();

    default boolean keeps(String kind) {
        return enabled() && !disabled().orElse(Set.of()).contains(kind);
    }
}
