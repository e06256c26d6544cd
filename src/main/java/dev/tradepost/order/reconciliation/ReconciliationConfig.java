package dev.tradepost.order.reconciliation;

import java.time.Duration;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** Reconciliation schedule and thresholds. */
@ConfigMapping(prefix = "tradepost.reconciliation")
interface ReconciliationConfig {

    /** Read by {@link Reconciliation}'s schedule; {@code off} for never. */
    @WithDefault("5m")
    String interval();

    /** How long an automatic step may be missing. Must be well above the usual retries of a message. */
    @WithDefault("5m")
    Duration overdueAfter();

    /** How long a repair may take effect before it is made again. */
    @WithDefault("15m")
    Duration repairInterval();

    /** Maximum number of findings of one kind in one run. */
    @WithDefault("200")
    int maxFindings();

    /** Products whose stock one run checks; the next run continues where it ended. */
    @WithDefault("20000")
    int productsPerRun();

    /** How long resolved findings and runs are kept. */
    @WithDefault("30d")
    Duration retention();
}
