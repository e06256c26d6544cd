package dev.tradepost.platform.broker;

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

import dev.tradepost.platform.broker.DatabaseProbe.DatabaseAway;
import dev.tradepost.platform.broker.Subscription.NotYet;
import dev.tradepost.platform.broker.Subscription.UnknownMessage;
import dev.tradepost.platform.web.RequestTrace;

/** Gives messages to their subscription, and those that it refuses to {@link Redelivery}. */
final class Handling implements Consumer.Receiver {

    private final Subscription subscription;
    private final Redelivery redelivery;
    private final DatabaseProbe database;
    private final ObjectReader json;
    /** All from the start: what has never happened is counted as 0, and the first time shows as a rise. */
    private final Map<Outcome, Timer> times = new EnumMap<>(Outcome.class);

    private enum Outcome {
        HANDLED, PUT_OFF, RETRIED, GIVEN_UP
    }

    Handling(Subscription subscription, Redelivery redelivery, DatabaseProbe database, ObjectReader json,
            MeterRegistry metrics) {
        this.subscription = subscription;
        this.redelivery = redelivery;
        this.database = database;
        this.json = json;
        for (Outcome outcome : Outcome.values()) {
            times.put(outcome, Timer.builder("message_handling").description("Handling of messages, by how it ended")
                    .tag("queue", subscription.queue()).tag("outcome", outcome.name().toLowerCase(Locale.ROOT))
                    .register(metrics));
        }
    }

    @Override
    public void receive(String queue, Delivery delivery) throws IOException, DatabaseAway {
        long begin = System.nanoTime();
        Outcome outcome = outcome(queue, delivery);
        Objects.requireNonNull(times.get(outcome)).record(Duration.ofNanos(System.nanoTime() - begin));
    }

    private Outcome outcome(String queue, Delivery delivery) throws IOException, DatabaseAway {
        try {
            Message message = Message.read(delivery.getBody(), json);
            MDC.put(RequestTrace.TRACE_ID, message.traceId());
            subscription.handle(message);
            return Outcome.HANDLED;
        } catch (NotYet early) {
            redelivery.putOff(queue, delivery, early);
            return Outcome.PUT_OFF;
        } catch (UnknownMessage unknown) {
            redelivery.giveUp(queue, delivery, unknown);
            return Outcome.GIVEN_UP;
        } catch (Exception failure) {
            database.check();
            return redelivery.later(queue, delivery, failure) ? Outcome.RETRIED : Outcome.GIVEN_UP;
        }
    }
}
