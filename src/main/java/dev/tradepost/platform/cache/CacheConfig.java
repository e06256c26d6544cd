package dev.tradepost.platform.cache;

import java.util.Optional;
import java.util.Set;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** Switches for caches. */
@ConfigMapping(prefix = "tradepost.cache")
interface CacheConfig {

    /** False sends every read to PostgreSQL, for measurements and to find faults. */
    @WithDefault("true")
    boolean enabled();

    /** Names of regions that are off while others are on, such as {@code products:list}. */
    Optional<Set<String>> disabled();

    default boolean enables(String region) {
        return enabled() && !disabled().orElse(Set.of()).contains(region);
    }
}
