package dev.tradepost.platform.messaging;

import java.io.IOException;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeoutException;

import jakarta.enterprise.context.ApplicationScoped;

import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;

/**
 * Opens connections to RabbitMQ. The client's own recovery is off: it does not cover the first connection, and each user of a connection
 * reconnects in its own loop.
 */
@ApplicationScoped
class Broker {

    private final ConnectionFactory factory = new ConnectionFactory();

    Broker(BrokerConfig config) {
        int millis = Math.toIntExact(config.timeout().toMillis());
        factory.setHost(config.host());
        factory.setPort(config.port());
        factory.setUsername(config.username());
        factory.setPassword(config.password());
        factory.setVirtualHost(config.virtualHost());
        factory.setConnectionTimeout(millis);
        factory.setHandshakeTimeout(millis);
        factory.setChannelRpcTimeout(millis);
        factory.setShutdownTimeout(millis);
        factory.setRequestedHeartbeat(Math.toIntExact(config.timeout().toSeconds()));
        factory.setAutomaticRecoveryEnabled(false);
        factory.setTopologyRecoveryEnabled(false);
        factory.setSharedExecutor(Executors.newVirtualThreadPerTaskExecutor());
    }

    /** @param name shown in the broker's list of connections */
    Connection connect(String name) throws IOException {
        try {
            return factory.newConnection("tradepost " + name);
        } catch (TimeoutException slow) {
            throw new IOException("RabbitMQ did not answer in time", slow);
        }
    }
}
