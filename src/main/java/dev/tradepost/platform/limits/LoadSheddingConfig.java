package dev.tradepost.platform.limits;

import java.util.Set;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** How many requests of each kind one instance works on at the same time; staff may take as many again. */
@ConfigMapping(prefix = "tradepost.load-shedding")
interface LoadSheddingConfig {

    /** GET and HEAD. */
    @WithDefault("200")
    int reads();

    /** What changes something. */
    @WithDefault("60")
    int writes();

    /** What changes something below {@code /users}: sign-ins and the like, which mostly wait for bcrypt. */
    @WithDefault("40")
    int accounts();

    /** Beginnings of paths that are never refused: signed webhooks, and uploads, which have limits of their own. */
    @WithDefault("/api/v1/payments/webhooks/,/api/v1/products/import")
    Set<String> exempt();
}
