package dev.tradepost.platform.messaging;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeoutException;

import jakarta.enterprise.context.ApplicationScoped;

import com.rabbitmq.client.Address;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;

import dev.tradepost.platform.crypto.TrustedAuthorities;

/**
 * Opens connections to RabbitMQ. The client's own recovery is off: it does not cover the first connection, and each user of a connection
 * reconnects in its own loop.
 */
@ApplicationScoped
class Broker {

    private final ConnectionFactory factory = new ConnectionFactory();
    private final List<Address> addresses;

    Broker(BrokerConfig config) {
        int millis = Math.toIntExact(config.timeout().toMillis());
        addresses = config.hosts().stream().map(host -> address(host, config.port())).toList();
        if (config.tls()) {
            factory.useSslProtocol(TrustedAuthorities.context(config.ca()));
            factory.enableHostnameVerification();
        }
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

    private static Address address(String host, int defaultPort) {
        Address address = Address.parseAddress(host.strip());
        return address.getPort() == -1 ? new Address(address.getHost(), defaultPort) : address;
    }

    /**
     * Connects to one of the nodes; tries each of them, in an order that spreads connections.
     *
     * @param name shown in the broker's list of connections
     */
    Connection connect(String name) throws IOException {
        List<Address> shuffled = new ArrayList<>(addresses);
        Collections.shuffle(shuffled);
        try {
            return factory.newConnection(shuffled, "tradepost " + name);
        } catch (TimeoutException slow) {
            throw new IOException("RabbitMQ did not answer in time", slow);
        }
    }
}
