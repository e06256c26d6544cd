package dev.tradepost.order.stream;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.ws.rs.sse.OutboundSseEvent;
import jakarta.ws.rs.sse.Sse;

import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.ShutdownDelayInitiatedEvent;
import io.quarkus.scheduler.Scheduled;
import io.quarkus.scheduler.Scheduled.ConcurrentExecution;
import io.smallrye.common.annotation.RunOnVirtualThread;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.subscription.MultiEmitter;

import dev.tradepost.kernel.Problem;
import dev.tradepost.order.stream.StatusChanges.StatusChange;
import dev.tradepost.platform.limits.Draining;
import dev.tradepost.platform.stream.OpenStream;
import dev.tradepost.platform.stream.OpenStreams;

/**
 * Everybody who follows an order on this instance. They wait without a thread or a connection to the database; when something has
 * changed, or might have, the orders are read once for all of them.
 */
@ApplicationScoped
class OrderEventStreams {

    private static final Logger LOG = Logger.getLogger(OrderEventStreams.class);
    private static final int SECONDS_UNTIL_LATER = 30;

    private final Map<UUID, Set<OrderEventStream>> byOrder = new ConcurrentHashMap<>();
    private final AtomicInteger count = new AtomicInteger();
    private final StatusChanges steps;
    private final ChangeListener changes;
    private final Sse sse;
    private final OrderStreamConfig config;
    private final OpenStreams streams;
    private final Draining draining;

    OrderEventStreams(StatusChanges steps, ChangeListener changes, Sse sse, OrderStreamConfig config,
            OpenStreams streams,
            MeterRegistry metrics, Draining draining) {
        this.steps = steps;
        this.changes = changes;
        this.sse = sse;
        this.config = config;
        this.streams = streams;
        this.draining = draining;
        metrics.gauge("order_followers", count);
    }

    /**
     * When the process is told to stop it waits for requests that are under way, and a stream would keep it waiting for as long as it
     * may. Who was following comes back, to another instance.
     */
    void letGo(@Observes ShutdownDelayInitiatedEvent told) {
        byOrder.values().forEach(all -> all.forEach(OrderEventStream::letGo));
    }

    /** @throws Problem.Unavailable if this instance has as many as it takes */
    void requireRoom() {
        if (count.get() >= config.maxStreams()) {
            throw new Problem.Unavailable("Too many orders are being followed; read the order instead, or try later",
                    SECONDS_UNTIL_LATER);
        }
    }

    /**
     * The present state of an order and every one that follows, until it is final.
     *
     * @param lastHad id of the last event that the client has had; then only what came after it is told
     * @param stream is closed with it, and ends it with the session and the access token
     */
    Multi<OutboundSseEvent> follow(UUID orderId, @Nullable String lastHad, OpenStream stream,
            Function<StatusChange, OutboundSseEvent> event) {
        return Multi.createFrom()
                .emitter(client -> begin(new OrderEventStream(orderId, lastHad, client, event), stream, client));
    }

    /** Listens first and looks then: what happens in between is told twice here and once to the client. */
    private void begin(OrderEventStream orderEventStream, OpenStream stream,
            MultiEmitter<? super OutboundSseEvent> client) {
        UUID orderId = orderEventStream.orderId();
        byOrder.compute(orderId, (_, others) -> {
            Set<OrderEventStream> all = others == null ? ConcurrentHashMap.newKeySet() : others;
            all.add(orderEventStream);
            return all;
        });
        count.incrementAndGet();
        client.onTermination(() -> {
            end(orderEventStream);
            stream.close();
        });
        stream.endBy(orderEventStream::letGo);
        Thread.ofVirtual().name("order-followers").start(() -> { // this one may be the event loop, which must not wait
            changes.listen(this::look, this::lookAtAll);
            look(List.of(orderId));
            if (draining.hasBegun()) {
                orderEventStream.letGo(); // came back to the instance that let it go
            }
        });
    }

    private void end(OrderEventStream orderEventStream) {
        byOrder.computeIfPresent(orderEventStream.orderId(), (_, all) -> {
            if (all.remove(orderEventStream)) {
                count.decrementAndGet();
            }
            return all.isEmpty() ? null : all;
        });
    }

    /** Tells the followers of these orders where they stand. */
    void look(Collection<UUID> orderIds) {
        List<UUID> followed = orderIds.stream().filter(byOrder::containsKey).toList();
        if (followed.isEmpty()) {
            return;
        }
        try {
            steps.of(followed).forEach(
                    (orderId, made) -> byOrder.getOrDefault(orderId, Set.of()).forEach(each -> each.send(made)));
        } catch (RuntimeException away) {
            LOG.debugf(away, "Orders that are followed cannot be read now");
        }
    }

    private void lookAtAll() {
        look(List.copyOf(byOrder.keySet()));
    }

    /** Also finds what nobody has told of, who is not there any more and who is not signed in any more. */
    @Scheduled(every = "${tradepost.order-events.heartbeat}", identity = "order-followers", concurrentExecution = ConcurrentExecution.SKIP)
    @RunOnVirtualThread
    void beat() {
        streams.endWhereSessionEnded();
        OutboundSseEvent comment = sse.newEventBuilder().comment("").build();
        byOrder.values().forEach(all -> all.forEach(each -> beat(each, comment)));
        lookAtAll();
    }

    private void beat(OrderEventStream orderEventStream, OutboundSseEvent comment) {
        orderEventStream.beat(comment);
        if (orderEventStream.isGone()) {
            orderEventStream.letGo();
            end(orderEventStream); // what is left to be taken would keep it from ending by itself
        }
    }

    int count() {
        return count.get();
    }
}
