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

    /** A stopping process waits for open requests, so it ends all streams. Their clients reconnect to another instance. */
    void endAll(@Observes ShutdownDelayInitiatedEvent stopping) {
        byOrder.values().forEach(all -> all.forEach(OrderEventStream::end));
    }

    /** @throws Problem.Unavailable if this instance has reached its limit of streams */
    void requireRoom() {
        if (count.get() >= config.maxStreams()) {
            throw new Problem.Unavailable("Too many orders are being followed; read the order instead, or try later",
                    SECONDS_UNTIL_LATER);
        }
    }

    /**
     * The current status of an order and each later one, until a final status.
     *
     * @param lastEventId id of the last event that the client received; only later changes are sent then
     * @param stream ends the events with the session and the access token, and is closed with them
     */
    Multi<OutboundSseEvent> follow(UUID orderId, @Nullable String lastEventId, OpenStream stream,
            Function<StatusChange, OutboundSseEvent> event) {
        return Multi.createFrom()
                .emitter(client -> begin(new OrderEventStream(orderId, lastEventId, client, event), stream, client));
    }

    /** Registers the stream before it reads the order, so that it misses no change; a change that comes both ways is sent once. */
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
        stream.endBy(orderEventStream::end);
        Thread.ofVirtual().name("order-followers").start(() -> { // the caller may be an event loop, which must not wait
            changes.listen(this::sendChanges, this::sendAllChanges);
            sendChanges(List.of(orderId));
            if (draining.hasBegun()) {
                orderEventStream.end(); // the client reconnected to this stopping instance
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

    /** Sends the status changes of these orders to their followers. */
    void sendChanges(Collection<UUID> orderIds) {
        List<UUID> followed = orderIds.stream().filter(byOrder::containsKey).toList();
        if (followed.isEmpty()) {
            return;
        }
        try {
            steps.of(followed).forEach(
                    (orderId, made) -> byOrder.getOrDefault(orderId, Set.of()).forEach(each -> each.send(made)));
        } catch (RuntimeException away) {
            LOG.debugf(away, "Followed orders cannot be read now");
        }
    }

    private void sendAllChanges() {
        sendChanges(List.copyOf(byOrder.keySet()));
    }

    /** Also sends missed changes, and ends streams whose client is gone or whose session has ended. */
    @Scheduled(every = "${tradepost.order-events.heartbeat}", identity = "order-followers", concurrentExecution = ConcurrentExecution.SKIP)
    @RunOnVirtualThread
    void heartbeat() {
        streams.endWhereSessionEnded();
        OutboundSseEvent comment = sse.newEventBuilder().comment("").build();
        byOrder.values().forEach(all -> all.forEach(each -> heartbeat(each, comment)));
        sendAllChanges();
    }

    private void heartbeat(OrderEventStream orderEventStream, OutboundSseEvent comment) {
        orderEventStream.heartbeat(comment);
        if (orderEventStream.isGone()) {
            orderEventStream.end();
            end(orderEventStream); // its termination waits for events that the client does not read
        }
    }

    int count() {
        return count.get();
    }
}
