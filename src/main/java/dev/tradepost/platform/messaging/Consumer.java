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

import dev.tradepost.platform.database.DatabaseProbe;
import dev.tradepost.platform.database.DatabaseProbe.DatabaseUnavailable;

/**
 * Consumes queues for one receiver and reconnects when the connection breaks. Messages are handled concurrently on virtual threads, up to the
 * prefetch, and acknowledged one by one. While the database is unavailable nothing is consumed, because each message would use up its
 * attempts.
 */
final class Consumer {

    private static final Logger LOG = Logger.getLogger(Consumer.class);
    private static final Duration RECONNECT = Duration.ofSeconds(1);
    /** How long a shutdown waits for messages in progress. The broker delivers the others again. */
    private static final Duration DRAIN_TIMEOUT = Duration.ofSeconds(10);

    private final String name;
    private final List<String> queues;
    private final Receiver receiver;
    private final Broker broker;
    private final Topology topology;
    private final DatabaseProbe database;
    private final BrokerConfig config;
    private final ExecutorService workers = Executors.newVirtualThreadPerTaskExecutor();
    private final CountDownLatch stopping = new CountDownLatch(1);
    /** One party for this consumer and one for each message in progress. */
    private final Phaser inProgress = new Phaser(1);
    private volatile @Nullable Channel channel;
    private final List<String> tags = new CopyOnWriteArrayList<>();
    /** Whether the current outage was logged. Used by the loop only. */
    private boolean outageLogged;

    @FunctionalInterface
    interface Receiver {
        /**
         * Returns when the message is handled, scheduled for a retry, or a dead letter.
         *
         * @throws IOException if it is none of these; the broker delivers it again
         * @throws DatabaseUnavailable if no message can be handled now
         */
        void receive(String queue, Delivery delivery) throws IOException, DatabaseUnavailable;
    }

    /** @param name for threads, connections and the log */
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
                if (!outageLogged && stopping.getCount() > 0) { // once per outage, not once per try
                    LOG.warnf("Queue %s cannot be consumed, trying every %s: %s", name, RECONNECT, fault.getMessage());
                    outageLogged = true;
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
                return; // stopped while connecting, so nobody would cancel the consumers
            }
            tags.clear();
            for (String queue : queues) {
                tags.add(open.basicConsume(queue, false, (consumerTag, delivery) -> accept(open, queue, delivery),
                        consumerTag -> broken.countDown()));
            }
            LOG.infof("Consuming %s", name);
            outageLogged = false;
            broken.await();
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        }
    }

    private void accept(Channel from, String queue, Delivery delivery) {
        inProgress.register();
        workers.execute(() -> {
            try {
                work(from, queue, delivery);
            } finally {
                inProgress.arriveAndDeregister();
            }
        });
    }

    private void work(Channel from, String queue, Delivery delivery) {
        long deliveryTag = delivery.getEnvelope().getDeliveryTag();
        try {
            receiver.receive(queue, delivery);
            from.basicAck(deliveryTag, false);
        } catch (DatabaseUnavailable unavailable) {
            // Closing the channel requeues all unacknowledged messages until the database answers.
            LOG.debugf("Queue %s is not consumed while the database is unavailable: %s", name,
                    unavailable.getMessage());
            close(from);
        } catch (IOException | RuntimeException failure) {
            // The broker delivers the message again, and the inbox makes that harmless.
            LOG.debugf("Message %s will be delivered again: %s", delivery.getProperties().getMessageId(), failure);
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
            inProgress.awaitAdvanceInterruptibly(inProgress.arriveAndDeregister(), DRAIN_TIMEOUT.toMillis(),
                    TimeUnit.MILLISECONDS);
        } catch (TimeoutException late) {
            LOG.warnf("Messages of %s are still in progress; the broker delivers them again", name);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        } catch (IOException | AlreadyClosedException gone) {
            LOG.debugf("Broker gone while stopping: %s", gone.getMessage());
        } finally {
            open.getConnection().abort(Math.toIntExact(config.timeout().toMillis()));
        }
    }

    /** Waits before the next connection; true if the consumer stops instead. */
    private boolean pause() {
        try {
            return stopping.await(RECONNECT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            return true;
        }
    }
}
