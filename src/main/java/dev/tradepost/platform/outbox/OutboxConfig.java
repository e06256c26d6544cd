package dev.tradepost.platform.outbox;

import java.time.Duration;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** How the outbox is emptied and how long its past is kept. */
@ConfigMapping(prefix = "tradepost.outbox")
interface OutboxConfig {

    /** How often the table is looked at without having been woken: finds what another, killed instance left. */
    @WithDefault("1s")
    Duration poll();

    /** Events that are sent and confirmed together. */
    @WithDefault("200")
    int batchSize();

    /** How long sent events and the notes of received ones are kept. The inbox must outlive every redelivery. */
    @WithDefault("7d")
    Duration retention();

    /**
     * After a batch, for others to come together in the next: one at a time costs each of them a transaction and a confirm. The first
     * event after a pause does not wait, and after a full batch nobody does.
     */
    @WithDefault("150ms")
    Duration linger();
}
