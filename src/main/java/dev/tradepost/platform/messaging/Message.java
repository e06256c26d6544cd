package dev.tradepost.platform.messaging;

import java.io.IOException;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;

import dev.tradepost.platform.messaging.Subscription.UnknownMessage;
import dev.tradepost.platform.tracing.Trace;

/**
 * One event as it was received.
 *
 * @param id of the event; the same in every redelivery
 * @param type what happened, such as {@code order.paid}
 * @param subject what it happened to
 * @param traceparent its cause, a request or another message (W3C Trace Context)
 * @param data the facts
 */
public record Message(UUID id, String type, UUID subject, String traceparent, JsonNode data) {

    /** Of the request that caused it, directly or not. */
    String traceId() {
        return Trace.idIn(traceparent);
    }

    /**
     * Converts the type to the subscriber's own.
     *
     * @param known finds the subscriber's type by name
     * @throws UnknownMessage if there is none
     */
    public <T> T type(Function<String, Optional<T>> known) throws UnknownMessage {
        return known.apply(type).orElseThrow(() -> new UnknownMessage("unknown event type " + type));
    }

    /** The event in CloudEvents' JSON format (CloudEvents 1.0.2, JSON event format 3). */
    static Message read(byte[] body, ObjectReader json) throws UnknownMessage {
        try {
            JsonNode event = json.readTree(body);
            if (!event.path("data").isObject()) {
                throw new UnknownMessage("not a CloudEvent with data");
            }
            return new Message(UUID.fromString(event.path("id").asText()), event.path("type").asText(),
                    UUID.fromString(event.path("subject").asText()),
                    event.path("traceparent").asText(), event.path("data"));
        } catch (IOException | IllegalArgumentException broken) {
            throw new UnknownMessage("not a CloudEvent: " + broken.getClass().getSimpleName());
        }
    }
}
