package dev.tradepost.platform.stream;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** Bounds of server-sent events. */
@ConfigMapping(prefix = "tradepost.streams")
interface StreamConfig {

    /** Streams of all kinds that one user keeps open on an instance. */
    @WithDefault("10")
    int maxPerUser();
}
