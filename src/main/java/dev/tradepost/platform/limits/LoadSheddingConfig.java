package dev.tradepost.platform.limits;

import java.util.Set;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** Maximum number of requests in progress per instance and kind. Staff may use as many again. */
@ConfigMapping(prefix = "tradepost.load-shedding")
interface LoadSheddingConfig {

    /** GET and HEAD requests. */
    @WithDefault("200")
    int reads();

    /** Other requests. */
    @WithDefault("60")
    int writes();

    /** Other requests below {@code /users}, such as sign-ins, which mostly wait for bcrypt. */
    @WithDefault("40")
    int accounts();

    /** Path prefixes that are never refused: signed webhooks, and uploads, which have limits of their own. */
    @WithDefault("/api/v1/payments/webhooks/,/api/v1/products/import")
    Set<String> exempt();
}
