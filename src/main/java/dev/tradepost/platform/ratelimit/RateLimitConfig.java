package dev.tradepost.platform.ratelimit;

import java.time.Duration;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** Requests to the API per user, or per address of those who are not signed in. */
@ConfigMapping(prefix = "tradepost.rate-limit")
interface RateLimitConfig {

    int max();

    Duration window();

    /** What Redis may cost a request at most. */
    @WithDefault("500ms")
    Duration patience();

    /** For how long Redis is left alone after it did not answer. */
    @WithDefault("5s")
    Duration pause();
}
