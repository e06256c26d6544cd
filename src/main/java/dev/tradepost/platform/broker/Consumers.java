package dev.tradepost.platform.broker;

import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

import com.fasterxml.jackson.databind.ObjectMapper;

import io.quarkus.arc.All;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;

/** Starts a consumer for each subscription, and stops them first when the application stops. */
@ApplicationScoped
class Consumers {

    private final List<Consumer> consumers;

    Consumers(@All List<Subscription> subscriptions, Broker broker, Topology topology, Redelivery redelivery,
            BrokerConfig config, ObjectMapper json) {
        consumers = subscriptions.stream()
                .map(subscription -> new Consumer(subscription, broker, topology, redelivery, config, json.reader()))
                .toList();
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
