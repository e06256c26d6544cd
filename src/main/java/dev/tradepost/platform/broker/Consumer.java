package dev.tradepost.platform.broker;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Phaser;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import org.jboss.logging.Logger;
import org.jboss.logging.MDC;
import org.jspecify.annotations.Nullable;

import com.fasterxml.jackson.databind.ObjectReader;
import com.rabbitmq.client.AlreadyClosedException;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.Delivery;

import dev.tradepost.platform.broker.Subscription.NotYet;
import dev.tradepost.platform.broker.Subscription.UnknownMessage;
import dev.tradepost.platform.web.RequestTrace;

/**
 * Feeds one subscription: connects, consumes until the connection breaks, and connects again. Messages run side by side on
 * virtual threads, as many as the prefetch allows, and are acknowledged one by one after the handler has returned.
 */
final class Consumer {

    private static final Logger LOG = Logger.getLogger(Consumer.class);
    private static final Duration RECONNECT = Duration.ofSeconds(1);
    /** How long a stopping application waits for messages in work; what is not done by then is delivered again. */
    private static final Duration DRAIN = Duration.ofSeconds(10);

    private final Subscription subscription;
    private final Broker broker;
    private final Topology topology;
    private final Redelivery redelivery;
    private final BrokerConfig config;
    private final ObjectReader json;
    private final ExecutorService workers = Executors.newVirtualThreadPerTaskExecutor();
    private final CountDownLatch stopping = new CountDownLatch(1);
    /** One party for this consumer and one for each message in work. */
    private final Phaser inWork = new Phaser(1);
    private volatile @Nullable Channel channel;
    private volatile @Nullable String tag;
    /** Whether the present outage is in the log; touched by the loop only. */
    private boolean told;

    Consumer(Subscription subscription, Broker broker, Topology topology, Redelivery redelivery, BrokerConfig config,
            ObjectReader json) {
        this.subscription = subscription;
        this.broker = broker;
        this.topology = topology;
        this.redelivery = redelivery;
        this.config = config;
        this.json = json;
    }

    void start() {
        Thread.ofVirtual().name("consumer-" + subscription.queue()).start(this::run);
    }

    private void run() {
        while (stopping.getCount() > 0) {
            try {
                consumeUntilBroken();
            } catch (IOException | RuntimeException fault) {
                if (!told && stopping.getCount() > 0) { // once per outage, not once per try
                    LOG.warnf("Queue %s cannot be consumed, trying every %s: %s", subscription.queue(), RECONNECT,
                            fault.getMessage());
                    told = true;
                }
            }
            if (pause()) {
                return;
            }
        }
    }

    private void consumeUntilBroken() throws IOException {
        try (Connection connection = broker.connect("consumer " + subscription.queue())) {
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
            tag = open.basicConsume(subscription.queue(), false, (consumerTag, delivery) -> accept(open, delivery),
                    consumerTag -> broken.countDown());
            LOG.infof("Consuming %s", subscription.queue());
            told = false;
            broken.await();
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        }
    }

    private void accept(Channel from, Delivery delivery) {
        inWork.register();
        workers.execute(() -> {
            try {
                work(from, delivery);
            } finally {
                inWork.arriveAndDeregister();
            }
        });
    }

    private void work(Channel from, Delivery delivery) {
        long deliveryTag = delivery.getEnvelope().getDeliveryTag();
        try {
            handle(delivery);
            from.basicAck(deliveryTag, false);
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

    /** Returns when the message is done with, be it handled, put off or given up. */
    private void handle(Delivery delivery) throws IOException {
        try {
            Message message = Message.read(delivery.getBody(), json);
            MDC.put(RequestTrace.TRACE_ID, message.traceId());
            subscription.handle(message);
        } catch (NotYet early) {
            redelivery.putOff(subscription.queue(), delivery, early);
        } catch (UnknownMessage unknown) {
            redelivery.giveUp(subscription.queue(), delivery, unknown);
        } catch (Exception failure) {
            redelivery.later(subscription.queue(), delivery, failure);
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
            if (tag != null) {
                open.basicCancel(tag);
            }
            inWork.awaitAdvanceInterruptibly(inWork.arriveAndDeregister(), DRAIN.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException late) {
            LOG.warnf("Messages of %s are still in work; they will be delivered again", subscription.queue());
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
