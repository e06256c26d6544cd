package dev.tradepost.platform.messaging;

import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Stream;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

import org.eclipse.microprofile.config.inject.ConfigProperty;

import com.fasterxml.jackson.databind.ObjectMapper;

import io.micrometer.core.instrument.MeterRegistry;
import io.opentelemetry.api.trace.Tracer;
import io.quarkus.arc.All;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;

import dev.tradepost.platform.database.DatabaseProbe;

/** Starts a consumer for each subscription and one for all dead letters, and stops them first when the application stops. */
@ApplicationScoped
class Consumers {

    private final List<Consumer> consumers;

    Consumers(@All List<Subscription> subscriptions, Broker broker, Topology topology, Redeliveries redeliveries,
            DeadLetters deadLetters, DatabaseProbe database, BrokerConfig config, ObjectMapper json,
            MeterRegistry metrics, Tracer tracer,
            @ConfigProperty(name = "quarkus.otel.sdk.disabled") boolean off) {
        Stream<Consumer> subscribed = subscriptions.stream()
                .map(subscription -> new Consumer(subscription.queue(), List.of(subscription.queue()),
                        new Handling(off ? subscription : new Traced(subscription, tracer), redeliveries, database,
                                json.reader(), metrics),
                        broker, topology, database, config));
        Consumer dead = new Consumer("dead-letters", topology.deadLetters(), deadLetters::store, broker, topology,
                database, config);
        consumers = Stream.concat(subscribed, Stream.of(dead)).toList();
    }

    void start(@Observes StartupEvent started) {
        consumers.forEach(Consumer::start);
    }

    void stop(@Observes ShutdownEvent stopping) {
        try (ExecutorService together = Executors.newVirtualThreadPerTaskExecutor()) {
            consumers.forEach(consumer -> together.execute(consumer::stop));
        }
    }
}
