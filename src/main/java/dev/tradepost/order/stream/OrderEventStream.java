package dev.tradepost.order.stream;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;

import jakarta.ws.rs.sse.OutboundSseEvent;

import org.jspecify.annotations.Nullable;

import io.smallrye.mutiny.subscription.MultiEmitter;

import dev.tradepost.order.stream.StatusChanges.StatusChange;

/**
 * The event stream of one client that follows one order. It receives the status changes of the order whenever they are read, and sends
 * those that the client does not have yet. Several threads may pass the same changes, any number of times.
 */
final class OrderEventStream {

    private final UUID orderId;
    private final @Nullable String lastEventId;
    private final MultiEmitter<? super OutboundSseEvent> client;
    private final Function<StatusChange, OutboundSseEvent> event;
    private final Set<UUID> sent = new HashSet<>();
    private boolean begun;
    private int missed;

    /** @param lastEventId id of the last event that the client received before it lost the connection */
    OrderEventStream(UUID orderId, @Nullable String lastEventId, MultiEmitter<? super OutboundSseEvent> client,
            Function<StatusChange, OutboundSseEvent> event) {
        this.orderId = orderId;
        this.lastEventId = lastEventId;
        this.client = client;
        this.event = event;
    }

    UUID orderId() {
        return orderId;
    }

    /** @param steps all status changes of the order, oldest first */
    synchronized void send(List<StatusChange> steps) {
        if (!begun) {
            begun = true;
            sent.addAll(steps.subList(0, first(steps)).stream().map(StatusChange::entryId).toList());
        }
        for (StatusChange step : steps) {
            if (sent.add(step.entryId())) {
                client.emit(event.apply(step));
            }
        }
        if (steps.getLast().status().isFinal()) {
            client.complete();
        }
    }

    /** The first change to send: the one after the last event of the client, or the current status for a new client or an unknown event. */
    private int first(List<StatusChange> steps) {
        for (int i = 0; i < steps.size(); i++) {
            if (steps.get(i).entryId().toString().equals(lastEventId)) {
                return i + 1;
            }
        }
        return steps.size() - 1;
    }

    /** Sends a heartbeat, unless the client has not read the ones before. */
    void heartbeat(OutboundSseEvent comment) {
        if (client.requested() > 0) {
            missed = 0;
            client.emit(comment);
        } else {
            missed++;
        }
    }

    /** True if the client has read nothing between two heartbeats: its connection may be broken without a sign. */
    boolean isGone() {
        return missed > 1;
    }

    /** Ends the stream. The client may reconnect with the id of its last event. */
    void end() {
        client.complete();
    }
}
