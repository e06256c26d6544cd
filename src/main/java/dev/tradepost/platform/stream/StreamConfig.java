package dev.tradepost.platform.stream;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** Limits of server-sent events. */
@ConfigMapping(prefix = "tradepost.streams")
interface StreamConfig {

    /** Maximum number of open streams per user and instance. */
    @WithDefault("10")
    int maxPerUser();
}
