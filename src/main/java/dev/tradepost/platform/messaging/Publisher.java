package dev.tradepost.platform.messaging;

import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;

import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.Dependent;

import org.jspecify.annotations.Nullable;

import com.rabbitmq.client.AMQP.BasicProperties;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ShutdownSignalException;

/**
 * Publishes persistent messages and waits until the broker has confirmed them (RabbitMQ documentation, "Consumer acknowledgements and
 * publisher confirms"). Each injection point has a connection of its own, which is opened when needed and closed at the first fault.
 */
@Dependent
public class Publisher {

    private static final int PERSISTENT = 2;

    private final Broker broker;
    private final Topology topology;
    private final BrokerConfig config;
    private final ReentrantLock lock = new ReentrantLock();
    private final Set<String> returned = ConcurrentHashMap.newKeySet();
    private @Nullable Connection connection;
    private @Nullable Channel channel;

    Publisher(Broker broker, Topology topology, BrokerConfig config) {
        this.broker = broker;
        this.topology = topology;
        this.config = config;
    }

    /** @param id the event's; the broker names it when it returns a message that no queue wanted */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    public record Outgoing(String id, String exchange, String routingKey, BasicProperties properties, byte[] body) {}

    /** How an event's properties look on the wire. */
    public static BasicProperties.Builder persistent(@Nullable String id, @Nullable String type) {
        return new BasicProperties.Builder().messageId(id).type(type).deliveryMode(PERSISTENT)
                .contentType("application/cloudevents+json").contentEncoding("UTF-8");
    }

    /**
     * Returns when the broker has confirmed every message that it could route.
     *
     * @return ids of the messages that reached no queue
     * @throws IOException if the broker is unavailable, refuses a message or does not answer in time; any of the messages may have arrived
     */
    public Set<String> publish(List<Outgoing> messages) throws IOException {
        lock.lock();
        try {
            Channel open = open();
            returned.clear();
            for (Outgoing message : messages) {
                open.basicPublish(message.exchange(), message.routingKey(), true, message.properties(),
                        message.body());
            }
            if (!open.waitForConfirms(config.timeout().toMillis())) {
                throw new IOException("RabbitMQ refused a message");
            }
            return Set.copyOf(returned);
        } catch (IOException | ShutdownSignalException | TimeoutException fault) {
            close();
            throw new IOException("Publishing failed: " + fault.getMessage(), fault);
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
            close();
            throw new IOException("Publishing was interrupted", stopping);
        } finally {
            lock.unlock();
        }
    }

    /** @return how many messages the queue has that nobody is handling */
    long waiting(String queue) throws IOException {
        lock.lock();
        try {
            return open().messageCount(queue);
        } catch (IOException | ShutdownSignalException fault) {
            close();
            throw new IOException("The queue " + queue + " cannot be counted: " + fault.getMessage(), fault);
        } finally {
            lock.unlock();
        }
    }

    private Channel open() throws IOException {
        Channel current = channel;
        if (current != null && current.isOpen()) {
            return current;
        }
        close();
        Connection newConnection = broker.connect("publisher");
        connection = newConnection;
        Channel newChannel = newConnection.createChannel();
        topology.declare(newChannel);
        newChannel.confirmSelect();
        newChannel.addReturnListener(message -> returned.add(message.getProperties().getMessageId()));
        channel = newChannel;
        return newChannel;
    }

    @PreDestroy
    void close() {
        Connection old = connection;
        connection = null;
        channel = null;
        if (old != null) {
            old.abort(Math.toIntExact(config.timeout().toMillis()));
        }
    }
}
