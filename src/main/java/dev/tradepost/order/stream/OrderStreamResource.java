package dev.tradepost.order.stream;

import java.time.Instant;
import java.util.List;
import java.util.UUID;

import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.sse.OutboundSseEvent;
import jakarta.ws.rs.sse.Sse;

import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;
import org.jboss.resteasy.reactive.RestStreamElementType;
import org.jspecify.annotations.Nullable;

import com.fasterxml.jackson.annotation.JsonInclude;

import io.quarkus.runtime.annotations.RegisterForReflection;
import io.quarkus.security.Authenticated;
import io.smallrye.common.annotation.Blocking;
import io.smallrye.mutiny.Multi;

import dev.tradepost.kernel.Problem;
import dev.tradepost.order.lifecycle.OrderStatus;
import dev.tradepost.order.stream.StatusChanges.StatusChange;
import dev.tradepost.platform.json.Json;
import dev.tradepost.platform.security.Caller;
import dev.tradepost.platform.stream.OpenStreams;

@Path("/orders/{orderId}/events")
class OrderStreamResource {

    private final OrderEventStreams orderEventStreams;
    private final OpenStreams streams;
    private final StatusChanges steps;
    private final Sse sse;
    private final Json json;
    private final Caller caller;

    OrderStreamResource(OrderEventStreams orderEventStreams, OpenStreams streams, StatusChanges steps, Sse sse,
            Json json,
            Caller caller) {
        this.orderEventStreams = orderEventStreams;
        this.streams = streams;
        this.steps = steps;
        this.sse = sse;
        this.json = json;
        this.caller = caller;
    }

    @RegisterForReflection // serialized here, so the REST layer does not register it
    public record StatusEvent(OrderStatus status, Instant at, @Nullable String reason,
            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String trackingNumber) {}

    @GET
    @Authenticated
    @Blocking
    @Produces(MediaType.SERVER_SENT_EVENTS)
    @RestStreamElementType(MediaType.TEXT_PLAIN)
    @APIResponseSchema(value = String.class, responseCode = "200")
    public Multi<OutboundSseEvent> follow(@PathParam("orderId") UUID orderId,
            @HeaderParam(HttpHeaders.LAST_EVENT_ID_HEADER) @Nullable String lastHad) {
        List<StatusChange> made = steps.of(List.of(orderId)).get(orderId);
        if (made == null) {
            throw new Problem.NotFound("Order");
        }
        caller.requireMayActFor(made.getFirst().userId());
        orderEventStreams.requireRoom();
        return orderEventStreams.follow(orderId, lastHad,
                streams.open(caller.userId(), caller.sessionId(), caller.tokenExpiresAt()), this::event);
    }

    private OutboundSseEvent event(StatusChange step) {
        String data = json.write(
                new StatusEvent(step.status(), step.at(), step.reason(), step.trackingNumber()));
        return sse.newEventBuilder().name("status").id(step.entryId().toString()).data(data).build();
    }
}
