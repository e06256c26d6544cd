package dev.tradepost.platform.idempotency;

import java.time.Duration;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** Limits of requests that are answered together. */
@ConfigMapping(prefix = "tradepost.idempotency")
interface IdempotencyConfig {

    /**
     * A request that has waited so long for the requests before it is answered alone. A group whose database has not answered for so
     * long has failed for all of its requests.
     */
    @WithDefault("500ms")
    Duration maxWait();
}
