package dev.tradepost.catalog.inventory;

import java.time.Duration;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** The low stock threshold and the schedule of the expiry sweeper. */
@ConfigMapping(prefix = "tradepost.inventory")
interface InventoryConfig {

    /** A product is low when at most so many pieces are available. */
    @WithDefault("5")
    int lowStock();

    /** Read by the schedule of {@link ReservationExpirySweeper}. */
    @WithDefault("30s")
    Duration sweepInterval();
}
