package dev.tradepost.order.stream;

import java.time.Duration;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** How orders are followed. */
@ConfigMapping(prefix = "tradepost.order-events")
interface OrderStreamConfig {

    /** Streams that one instance keeps open at once; each costs a connection of the client's and some memory, nothing else. */
    @WithDefault("1000")
    int maxStreams();

    /** How often a silent stream shows that it is alive, and every order that is followed is looked at anew. */
    @WithDefault("15s")
    Duration heartbeat();
}
