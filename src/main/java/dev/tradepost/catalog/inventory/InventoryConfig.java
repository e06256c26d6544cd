package dev.tradepost.catalog.inventory;

import java.time.Duration;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** When stock is called low, and how often expired reservations are looked for. */
@ConfigMapping(prefix = "tradepost.inventory")
interface InventoryConfig {

    /** Pieces that can be had, at or below which there is little left. */
    @WithDefault("5")
    int lowStock();

    /** Read by {@link ReservationExpirySweeper}'s schedule. */
    @WithDefault("30s")
    Duration sweepInterval();
}
