package dev.tradepost.platform.redis;

import java.time.Duration;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** The circuit breaker in front of Redis. */
@ConfigMapping(prefix = "tradepost.redis")
interface RedisConfig {

    /** How long a command may take. */
    @WithDefault("500ms")
    Duration timeout();

    /** How long all commands fail at once after a failure. */
    @WithDefault("5s")
    Duration openDuration();
}
