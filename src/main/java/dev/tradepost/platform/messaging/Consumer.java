package dev.tradepost.platform.messaging;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Phaser;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import org.jboss.logging.Logger;
import org.jboss.logging.MDC;
import org.jspecify.annotations.Nullable;

import com.rabbitmq.client.AlreadyClosedException;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.Delivery;

import dev.tradepost.platform.messaging.DatabaseProbe.DatabaseUnavailable;

/**
 * Feeds one receiver: connects, consumes until the connection breaks, and connects again. Messages run side by side on
 * virtual threads, as many as the prefetch allows, and are acknowledged one by one after the receiver is done with them. While
 * the database is away nothing is consumed: it would use up the tries of messages that nothing is wrong with.
 */
final class Consumer {

    private static final Logger LOG = Logger.getLogger(Consumer.class);
    private static final Duration RECONNECT = Duration.ofSeconds(1);
    /** How long a stopping application waits for messages in work; what is not done by then is delivered again. */
    private static final Duration DRAIN = Duration.ofSeconds(10);

    private final String name;
    private final List<String> queues;
    private final Receiver receiver;
    private final Broker broker;
    private final Topology topology;
    private final DatabaseProbe database;
    private final BrokerConfig config;
    private final ExecutorService workers = Executors.newVirtualThreadPerTaskExecutor();
    private final CountDownLatch stopping = new CountDownLatch(1);
    /** One party for this consumer and one for each message in work. */
    private final Phaser inWork = new Phaser(1);
    private volatile @Nullable Channel channel;
    private final List<String> tags = new CopyOnWriteArrayList<>();
    /** Whether the present outage is in the log; touched by the loop only. */
    private boolean told;

    /** What is done with each delivery. */
    @FunctionalInterface
    interface Receiver {
        /**
         * Returns when the message is done with, be it handled, put off or given up.
         *
         * @throws IOException if it is not: it will be delivered again
         * @throws DatabaseUnavailable if nothing can be done with any message at present
         */
        void receive(String queue, Delivery delivery) throws IOException, DatabaseUnavailable;
    }

    /** @param name of what the queues have in common, for threads, connections and the log */
    Consumer(String name, List<String> queues, Receiver receiver, Broker broker, Topology topology,
            DatabaseProbe database, BrokerConfig config) {
        this.name = name;
        this.queues = queues;
        this.receiver = receiver;
        this.broker = broker;
        this.topology = topology;
        this.database = database;
        this.config = config;
    }

    void start() {
        Thread.ofVirtual().name("consumer-" + name).start(this::run);
    }

    private void run() {
        while (stopping.getCount() > 0) {
            try {
                consumeUntilBroken();
            } catch (IOException | DatabaseUnavailable | RuntimeException fault) {
                if (!told && stopping.getCount() > 0) { // once per outage, not once per try
                    LOG.warnf("Queue %s cannot be consumed, trying every %s: %s", name, RECONNECT, fault.getMessage());
                    told = true;
                }
            }
            if (pause()) {
                return;
            }
        }
    }

    private void consumeUntilBroken() throws IOException, DatabaseUnavailable {
        database.check();
        try (Connection connection = broker.connect("consumer " + name)) {
            Channel open = connection.createChannel();
            topology.declare(open);
            open.basicQos(config.prefetch());
            CountDownLatch broken = new CountDownLatch(1);
            connection.addShutdownListener(cause -> broken.countDown());
            open.addShutdownListener(cause -> broken.countDown());
            channel = open;
            if (stopping.getCount() == 0) {
                return; // stopped while this connection was being made, so nobody will cancel it
            }
            tags.clear();
            for (String queue : queues) {
                tags.add(open.basicConsume(queue, false, (consumerTag, delivery) -> accept(open, queue, delivery),
                        consumerTag -> broken.countDown()));
            }
            LOG.infof("Consuming %s", name);
            told = false;
            broken.await();
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        }
    }

    private void accept(Channel from, String queue, Delivery delivery) {
        inWork.register();
        workers.execute(() -> {
            try {
                work(from, queue, delivery);
            } finally {
                inWork.arriveAndDeregister();
            }
        });
    }

    private void work(Channel from, String queue, Delivery delivery) {
        long deliveryTag = delivery.getEnvelope().getDeliveryTag();
        try {
            receiver.receive(queue, delivery);
            from.basicAck(deliveryTag, false);
        } catch (DatabaseUnavailable away) {
            // Every message that is not acknowledged goes back to its queue, and stays there until the database answers.
            LOG.debugf("Queue %s rests while the database is away: %s", name, away.getMessage());
            close(from);
        } catch (IOException | RuntimeException brokerAway) {
            // Not acknowledged: the broker gives the message to somebody again, and the inbox makes that harmless.
            LOG.debugf("Message %s will be delivered again: %s", delivery.getProperties().getMessageId(), brokerAway);
            requeue(from, deliveryTag);
        } catch (Error fatal) {
            requeue(from, deliveryTag);
            throw fatal;
        } finally {
            MDC.clear();
        }
    }

    private static void close(Channel open) {
        try {
            open.abort();
        } catch (IOException gone) {
            LOG.debugf("The channel is gone already: %s", gone.getMessage());
        }
    }

    private static void requeue(Channel from, long deliveryTag) {
        try {
            from.basicNack(deliveryTag, false, true);
        } catch (IOException | AlreadyClosedException gone) {
            LOG.debugf("The channel is gone, which requeues as well: %s", gone.getMessage());
        }
    }

    void stop() {
        stopping.countDown();
        Channel open = channel;
        if (open == null) {
            return;
        }
        try {
            for (String tag : tags) {
                open.basicCancel(tag);
            }
            inWork.awaitAdvanceInterruptibly(inWork.arriveAndDeregister(), DRAIN.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException late) {
            LOG.warnf("Messages of %s are still in work; they will be delivered again", name);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        } catch (IOException | AlreadyClosedException gone) {
            LOG.debugf("Broker gone while stopping: %s", gone.getMessage());
        } finally {
            open.getConnection().abort(Math.toIntExact(config.timeout().toMillis()));
        }
    }

    /** Waits before the next connection; true when it is time to stop instead. */
    private boolean pause() {
        try {
            return stopping.await(RECONNECT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            return true;
        }
    }
}
