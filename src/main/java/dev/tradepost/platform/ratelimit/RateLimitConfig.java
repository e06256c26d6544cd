package dev.tradepost.platform.ratelimit;

import java.time.Duration;

import io.smallrye.config.ConfigMapping;

/** Requests to the API per user, or per address of those who are not signed in. */
@ConfigMapping(prefix = "tradepost.rate-limit")
interface RateLimitConfig {

    int max();

    Duration window();
}
