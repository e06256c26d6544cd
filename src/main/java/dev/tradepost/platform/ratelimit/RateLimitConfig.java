package dev.tradepost.platform.ratelimit;

import java.time.Duration;
import java.util.List;

import io.smallrye.config.ConfigMapping;

/** Limit of requests per user, or per network address without a valid token. */
@ConfigMapping(prefix = "tradepost.rate-limit")
interface RateLimitConfig {

    int max();

    Duration window();

    /** Path prefixes exempt from rate limiting: signed webhooks, which arrive in bursts. */
    List<String> exempt();
}
