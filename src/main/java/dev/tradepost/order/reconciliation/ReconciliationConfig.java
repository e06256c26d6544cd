package dev.tradepost.order.reconciliation;

import java.time.Duration;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** How often is looked for what should not be, and from when on it should not. */
@ConfigMapping(prefix = "tradepost.reconciliation")
interface ReconciliationConfig {

    /** Read by {@link Reconciliation}'s schedule; {@code off} for never. */
    @WithDefault("5m")
    String interval();

    /** How long an order may stand still where the next step is ours. Well above a message's usual retries. */
    @WithDefault("5m")
    Duration overdueAfter();

    /** After which a repair that has not helped is made again. */
    @WithDefault("15m")
    Duration repairInterval();

    /** Most findings of one kind in one run. */
    @WithDefault("200")
    int maxFindings();

    /** Products whose stock one run adds up; the next run goes on where it ended. */
    @WithDefault("20000")
    int productsPerRun();

    /** How long findings that are over are kept, and what is known of runs. */
    @WithDefault("30d")
    Duration retention();
}
