package dev.tradepost.platform.ratelimit;

import java.time.Duration;
import java.util.List;

import io.smallrye.config.ConfigMapping;

/** Requests to the API per user, or per address of those who are not signed in. */
@ConfigMapping(prefix = "tradepost.rate-limit")
interface RateLimitConfig {

    int max();

    Duration window();

    /** Beginnings of paths that are not counted: what other services call, in bursts, and proves by a signature that it may. */
    List<String> exempt();
}
