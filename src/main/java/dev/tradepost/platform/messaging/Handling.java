package dev.tradepost.platform.messaging;

import java.io.IOException;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

import org.jboss.logging.MDC;

import com.fasterxml.jackson.databind.ObjectReader;
import com.rabbitmq.client.Delivery;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;

import dev.tradepost.platform.database.DatabaseProbe;
import dev.tradepost.platform.database.DatabaseProbe.DatabaseUnavailable;
import dev.tradepost.platform.messaging.Subscription.RetryLater;
import dev.tradepost.platform.messaging.Subscription.UnknownMessage;
import dev.tradepost.platform.tracing.Trace;

/** Passes messages to their subscription, and failed ones to {@link Redeliveries}. */
final class Handling implements Receiver.MessageHandler {

    private final Subscription subscription;
    private final Redeliveries redeliveries;
    private final DatabaseProbe database;
    private final ObjectReader json;
    /** Registered at start, so that the first occurrence shows as an increase from 0. */
    private final Map<HandlingOutcome, Timer> times = new EnumMap<>(HandlingOutcome.class);

    private enum HandlingOutcome {
        HANDLED,
        PUT_OFF,
        RETRIED,
        GIVEN_UP
    }

    Handling(Subscription subscription, Redeliveries redeliveries, DatabaseProbe database, ObjectReader json,
            MeterRegistry metrics) {
        this.subscription = subscription;
        this.redeliveries = redeliveries;
        this.database = database;
        this.json = json;
        for (HandlingOutcome outcome : HandlingOutcome.values()) {
            times.put(outcome, Timer.builder("message_handling").description("Handled messages by outcome")
                    .tag("queue", subscription.queue()).tag("outcome", outcome.name().toLowerCase(Locale.ROOT))
                    .register(metrics));
        }
    }

    @Override
    public void receive(String queue, Delivery delivery) throws IOException, DatabaseUnavailable {
        long begin = System.nanoTime();
        HandlingOutcome outcome = outcome(queue, delivery);
        Objects.requireNonNull(times.get(outcome)).record(Duration.ofNanos(System.nanoTime() - begin));
    }

    private HandlingOutcome outcome(String queue, Delivery delivery) throws DatabaseUnavailable {
        try {
            Message message = Message.read(delivery.getBody(), json);
            MDC.put(Trace.ID, message.traceId());
            return outcome(queue, message, delivery);
        } catch (UnknownMessage unknown) {
            redeliveries.giveUp(queue, delivery, 1, unknown);
            return HandlingOutcome.GIVEN_UP;
        }
    }

    private HandlingOutcome outcome(String queue, Message message, Delivery delivery)
            throws UnknownMessage, DatabaseUnavailable {
        try {
            subscription.handle(message);
            if (!subscription.keepsInbox() && subscription.types().contains(message.type())) {
                redeliveries.recordHandled(queue, message.id());
            }
            return HandlingOutcome.HANDLED;
        } catch (RetryLater early) {
            redeliveries.putOff(queue, message, delivery, early);
            return HandlingOutcome.PUT_OFF;
        } catch (UnknownMessage unknown) {
            throw unknown;
        } catch (Exception failure) {
            database.check();
            return redeliveries.later(queue, message, delivery, failure)
                    ? HandlingOutcome.RETRIED
                    : HandlingOutcome.GIVEN_UP;
        }
    }
}
