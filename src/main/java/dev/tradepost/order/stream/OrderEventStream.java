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
 * One client that follows one order. Told the steps of the order whenever somebody has read them, it passes on those that the client
 * has not had; so it does no harm to tell it too often, and from several threads.
 */
final class OrderEventStream {

    private final UUID orderId;
    private final @Nullable String lastHad;
    private final MultiEmitter<? super OutboundSseEvent> client;
    private final Function<StatusChange, OutboundSseEvent> event;
    private final Set<UUID> had = new HashSet<>();
    private boolean begun;
    private int missed;

    /** @param lastHad id of the last event that the client had before it lost the connection */
    OrderEventStream(UUID orderId, @Nullable String lastHad, MultiEmitter<? super OutboundSseEvent> client,
            Function<StatusChange, OutboundSseEvent> event) {
        this.orderId = orderId;
        this.lastHad = lastHad;
        this.client = client;
        this.event = event;
    }

    UUID orderId() {
        return orderId;
    }

    /** @param steps all that the order has made so far, oldest first */
    synchronized void send(List<StatusChange> steps) {
        if (!begun) {
            begun = true;
            had.addAll(steps.subList(0, begin(steps)).stream().map(StatusChange::entryId).toList());
        }
        for (StatusChange step : steps) {
            if (had.add(step.entryId())) {
                client.emit(event.apply(step));
            }
        }
        if (steps.getLast().status().isFinal()) {
            client.complete();
        }
    }

    /** After the last that the client had; with the present state for a client that is new, or has had what we do not know. */
    private int begin(List<StatusChange> steps) {
        for (int i = 0; i < steps.size(); i++) {
            if (steps.get(i).entryId().toString().equals(lastHad)) {
                return i + 1;
            }
        }
        return steps.size() - 1;
    }

    /** A client that does not take what it has been sent gets no more of these. */
    void beat(OutboundSseEvent comment) {
        if (client.requested() > 0) {
            missed = 0;
            client.emit(comment);
        } else {
            missed++;
        }
    }

    /** Whether nothing was taken from one beat to the next: the connection may be closed, and nobody has told us. */
    boolean isGone() {
        return missed > 1;
    }

    /** The client may come back, with the last event that it had. */
    void letGo() {
        client.complete();
    }
}
