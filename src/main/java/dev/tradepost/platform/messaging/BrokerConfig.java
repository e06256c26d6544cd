package dev.tradepost.platform.messaging;

import java.time.Duration;
import java.util.List;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** Where RabbitMQ is and how patient we are with it. */
@ConfigMapping(prefix = "tradepost.rabbitmq")
public interface BrokerConfig {

    String host();

    int port();

    String username();

    String password();

    @WithDefault("/")
    String virtualHost();

    /** Longest wait for a connection, an answer or a confirm; also the heartbeat, of which two may be missed. */
    @WithDefault("5s")
    Duration timeout();

    /**
     * Messages of one queue that one instance works on at a time. Most of them wait for their turn in a group, without a connection to
     * the database: {@link dev.tradepost.platform.database.MicroBatcher}.
     */
    @WithDefault("60")
    int prefetch();

    /** Waits before the second, third, … try of a message. When they are used up it is a dead letter. */
    @WithDefault("1s,5s,30s,2m,10m")
    List<Duration> retryDelays();

    /** Messages that may crash an instance this many times before the broker itself makes them dead letters. */
    @WithDefault("20")
    int deliveryLimit();
}
