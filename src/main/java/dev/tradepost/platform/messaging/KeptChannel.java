package dev.tradepost.platform.messaging;

import java.io.IOException;

import org.jspecify.annotations.Nullable;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;

/** A channel over a connection of its own: made when needed, kept until it breaks or is thrown away. For one thread at a time. */
final class KeptChannel {

    private final String name;
    private final Broker broker;
    private final Topology topology;
    private final BrokerConfig config;
    private final Preparation preparation;
    private @Nullable Connection connection;
    private @Nullable Channel channel;

    /** What is done with each new channel. */
    @FunctionalInterface
    interface Preparation {
        void of(Channel fresh) throws IOException;
    }

    /** @param name of the connection, in the broker's list */
    KeptChannel(String name, Broker broker, Topology topology, BrokerConfig config, Preparation preparation) {
        this.name = name;
        this.broker = broker;
        this.topology = topology;
        this.config = config;
        this.preparation = preparation;
    }

    /** The channel, with everything declared that there is to be at the broker. */
    Channel open() throws IOException {
        Channel current = channel;
        if (current != null && current.isOpen()) {
            return current;
        }
        close();
        Connection fresh = broker.connect(name);
        connection = fresh;
        Channel next = fresh.createChannel();
        topology.declare(next);
        preparation.of(next);
        channel = next;
        return next;
    }

    void close() {
        Connection old = connection;
        connection = null;
        channel = null;
        if (old != null) {
            old.abort(Math.toIntExact(config.timeout().toMillis()));
        }
    }
}
