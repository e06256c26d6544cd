package dev.tradepost.platform.cache;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** Whether reads may be answered from a cache. */
@ConfigMapping(prefix = "tradepost.cache")
interface CacheConfig {

    /** False sends every read to PostgreSQL: to measure it, or to tell a fault of the cache from one behind it. */
    @WithDefault("true")
    boolean enabled();
}
