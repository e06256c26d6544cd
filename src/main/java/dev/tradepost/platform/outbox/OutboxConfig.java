package dev.tradepost.platform.outbox;

import java.time.Duration;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** Publishing of the outbox, and its retention. */
@ConfigMapping(prefix = "tradepost.outbox")
interface OutboxConfig {

    /** How often the relay looks for events that it was not notified of, such as those of an instance that died. */
    @WithDefault("1s")
    Duration poll();

    /** Events that are published and confirmed together. */
    @WithDefault("200")
    int batchSize();

    /** Retention of sent events and of the inbox, which must outlive every redelivery. */
    @WithDefault("7d")
    Duration retention();

    /**
     * Pause after a batch, so that more events share the next one with its transaction and confirm. The first event after an idle time does not
     * wait, and there is no pause after a full batch.
     */
    @WithDefault("150ms")
    Duration linger();
}
