package dev.tradepost.platform.messaging;

import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Phaser;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;
import org.jboss.logging.MDC;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.rabbitmq.client.AMQP.BasicProperties;
import com.rabbitmq.client.Delivery;

import io.micrometer.core.instrument.MeterRegistry;
import io.opentelemetry.api.trace.Tracer;
import io.quarkus.arc.All;
import io.quarkus.runtime.ShutdownEvent;
import io.smallrye.reactive.messaging.rabbitmq.IncomingRabbitMQMessage;

import dev.tradepost.platform.database.DatabaseProbe;
import dev.tradepost.platform.database.DatabaseProbe.DatabaseUnavailable;

/**
 * Passes on what the connector delivers, and acknowledges it when its effect is committed. While the database is unavailable a message waits
 * here, because each try would count. At a shutdown messages in progress are finished; the broker delivers the others to another instance.
 */
@ApplicationScoped
public class Receiver {

    private static final Logger LOG = Logger.getLogger(Receiver.class);
    private static final long DATABASE_POLL_MILLIS = 1_000;
    private static final long DRAIN_SECONDS = 10;

    private final Map<String, MessageHandler> handlers = new HashMap<>();
    private final DatabaseProbe database;
    private final CountDownLatch stopping = new CountDownLatch(1);
    /** One party for this object and one for each message in progress. */
    private final Phaser inProgress = new Phaser(1);

    /** Handles a message of one queue. */
    @FunctionalInterface
    interface MessageHandler {
        /**
         * Returns when the message is handled, scheduled for a retry, or a dead letter.
         *
         * @throws IOException if it is none of these; the broker delivers it again
         * @throws DatabaseUnavailable if no message can be handled now
         */
        void receive(String queue, Delivery delivery) throws IOException, DatabaseUnavailable;
    }

    Receiver(@All List<Subscription> subscriptions, Redeliveries redeliveries, DeadLetters deadLetters,
            DatabaseProbe database, ObjectMapper json, MeterRegistry metrics, Tracer tracer,
            @ConfigProperty(name = "quarkus.otel.sdk.disabled") boolean off) {
        this.database = database;
        for (Subscription subscription : subscriptions) {
            String queue = subscription.queue();
            handlers.put(queue, new Handling(off ? subscription : new Traced(subscription, tracer), redeliveries,
                    database, json.reader(), metrics));
            handlers.put(Topology.deadLetters(queue), deadLetters::store);
        }
    }

    /** @return completed when the message is acknowledged or given back */
    public CompletionStage<Void> receive(String queue, IncomingRabbitMQMessage<byte[]> message) {
        if (stopping.getCount() == 0) {
            return new CompletableFuture<>(); // never: when the connection closes, the broker takes it back
        }
        inProgress.register();
        try {
            return handle(queue, message);
        } finally {
            MDC.clear();
            inProgress.arriveAndDeregister();
        }
    }

    /** The same for a queue of dead letters. */
    public CompletionStage<Void> receiveDeadLetter(IncomingRabbitMQMessage<byte[]> letter) {
        return receive(letter.message.envelope().getRoutingKey(), letter); // the broker uses the queue's name
    }

    private CompletionStage<Void> handle(String queue, IncomingRabbitMQMessage<byte[]> message) {
        Delivery delivery = new Delivery(message.message.envelope(), (BasicProperties) message.message.properties(),
                message.getPayload());
        MessageHandler handler = Objects.requireNonNull(handlers.get(queue), queue);
        while (true) {
            try {
                handler.receive(queue, delivery);
                return message.ack();
            } catch (DatabaseUnavailable unavailable) {
                LOG.debugf("Messages of %s wait for the database: %s", queue, unavailable.getMessage());
                if (!awaitDatabase()) {
                    return new CompletableFuture<>();
                }
            } catch (IOException | RuntimeException failure) {
                // The broker delivers the message again, and the inbox makes that harmless.
                LOG.debugf("Message %s will be delivered again: %s", delivery.getProperties().getMessageId(), failure);
                return message.nack(failure);
            }
        }
    }

    /** @return false if the application stops before */
    private boolean awaitDatabase() {
        try {
            while (!stopping.await(DATABASE_POLL_MILLIS, TimeUnit.MILLISECONDS)) {
                try {
                    database.check();
                    return true;
                } catch (DatabaseUnavailable still) {
                    LOG.tracef("still: %s", still.getMessage());
                }
            }
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        }
        return false;
    }

    void stop(@Observes ShutdownEvent shutdown) {
        stopping.countDown();
        try {
            inProgress.awaitAdvanceInterruptibly(inProgress.arriveAndDeregister(), DRAIN_SECONDS, TimeUnit.SECONDS);
        } catch (TimeoutException late) {
            LOG.warn("Messages are still in progress; the broker delivers them again");
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
