package dev.tradepost.order.stream;

import java.time.Duration;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** Event streams of orders. */
@ConfigMapping(prefix = "tradepost.order-events")
interface OrderStreamConfig {

    /** Maximum number of open streams per instance; each costs a connection and some memory. */
    @WithDefault("1000")
    int maxStreams();

    /** Interval of heartbeats, at which followed orders are also read again. */
    @WithDefault("15s")
    Duration heartbeat();
}
