package dev.tradepost.platform.redis;

import java.time.Duration;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** What a Redis that does not answer may cost. */
@ConfigMapping(prefix = "tradepost.redis")
interface RedisConfig {

    /** What it may cost one request. */
    @WithDefault("500ms")
    Duration timeout();

    /** For how long it is left alone after that. */
    @WithDefault("5s")
    Duration openDuration();
}
