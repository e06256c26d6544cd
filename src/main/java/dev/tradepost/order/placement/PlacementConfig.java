package dev.tradepost.order.placement;

import java.time.Duration;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** Concurrent orders share a transaction. */
@ConfigMapping(prefix = "tradepost.placement")
interface PlacementConfig {

    /** An order that waited this long for the orders before it is placed alone. */
    @WithDefault("500ms")
    Duration maxWait();
}
