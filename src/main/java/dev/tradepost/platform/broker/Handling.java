package dev.tradepost.platform.broker;

import java.io.IOException;

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
    private final MeterRegistry metrics;

    Handling(Subscription subscription, Redelivery redelivery, DatabaseProbe database, ObjectReader json,
            MeterRegistry metrics) {
        this.subscription = subscription;
        this.redelivery = redelivery;
        this.database = database;
        this.json = json;
        this.metrics = metrics;
    }

    @Override
    public void receive(String queue, Delivery delivery) throws IOException, DatabaseAway {
        Timer.Sample time = Timer.start(metrics);
        String outcome = outcome(queue, delivery);
        time.stop(Timer.builder("message_handling").description("Handling of messages, by how it ended")
                .tag("queue", queue)
                .tag("outcome", outcome).register(metrics));
    }

    private String outcome(String queue, Delivery delivery) throws IOException, DatabaseAway {
        try {
            Message message = Message.read(delivery.getBody(), json);
            MDC.put(RequestTrace.TRACE_ID, message.traceId());
            subscription.handle(message);
            return "handled";
        } catch (NotYet early) {
            redelivery.putOff(queue, delivery, early);
            return "put_off";
        } catch (UnknownMessage unknown) {
            redelivery.giveUp(queue, delivery, unknown);
            return "given_up";
        } catch (Exception failure) {
            database.check();
            return redelivery.later(queue, delivery, failure) ? "retried" : "given_up";
        }
    }
}
