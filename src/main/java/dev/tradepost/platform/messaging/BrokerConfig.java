package dev.tradepost.platform.messaging;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import io.smallrye.config.WithName;

/** RabbitMQ: address, timeouts, retries. */
@ConfigMapping(prefix = "tradepost.rabbitmq")
public interface BrokerConfig {

    /** Nodes of one cluster, each with its port unless that is {@link #port}. */
    @WithName("host")
    List<String> hosts();

    int port();

    /** Whether connections are encrypted and the certificate of the broker must have its host name. */
    @WithDefault("false")
    boolean tls();

    /** File with the certificates (PEM) of the authorities that are trusted; empty for those of the Java runtime. */
    Optional<Path> ca();

    String username();

    String password();

    @WithDefault("/")
    String virtualHost();

    /** For connections, responses and confirms. Also the heartbeat interval; two heartbeats may be missed. */
    @WithDefault("5s")
    Duration timeout();

    /**
     * Messages of one queue that one instance handles at a time. Most of them wait for the next batch, without a connection to the database:
     * {@link dev.tradepost.platform.database.MicroBatcher}.
     */
    @WithDefault("60")
    int prefetch();

    /** Delays before the second, third, … attempt at a message. After the last one it becomes a dead letter. */
    @WithDefault("1s,5s,30s,2m,10m")
    List<Duration> retryDelays();

    /** How often an instance looks for redeliveries that are due. */
    @WithDefault("1s")
    Duration redeliveryPoll();

    /**
     * When an event that was sent is taken for lost, unless messages wait in its queue. Longer than the relay's transaction, which marks
     * events as sent, and than handling usually takes.
     */
    @WithDefault("30s")
    Duration lostAfter();

    /** Deliveries without an acknowledgement, such as by crashes, after which the broker makes a message a dead letter. */
    @WithDefault("20")
    int deliveryLimit();
}
