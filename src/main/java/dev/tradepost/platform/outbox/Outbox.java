package dev.tradepost.platform.outbox;

import java.time.Clock;
import java.time.Instant;
import java.util.UUID;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;
import jakarta.persistence.EntityManager;
import jakarta.transaction.Transactional;
import jakarta.transaction.Transactional.TxType;

import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;

import io.quarkus.runtime.annotations.RegisterForReflection;

import dev.tradepost.kernel.Ids;
import dev.tradepost.platform.web.RequestTrace;

/**
 * Where a module puts what the world outside must hear. The event is a row of the caller's transaction: it is there if and
 * only if the business change is, and {@link Relay} publishes it afterwards, at least once.
 */
@ApplicationScoped
public class Outbox {

    /** Version of the shape of all event data. */
    private static final String SCHEMA = "urn:tradepost:event:v1";

    private final EntityManager entities;
    private final ObjectMapper json;
    private final Clock clock;
    private final Event<Appended> appended;

    Outbox(EntityManager entities, ObjectMapper json, Clock clock, Event<Appended> appended) {
        this.entities = entities;
        this.json = json;
        this.clock = clock;
        this.appended = appended;
    }

    /** Something was appended to the outbox; worth a look once the transaction is committed. */
    record Appended() {}

    /** CloudEvents 1.0.2 in its JSON format, with the distributed tracing extension. */
    @RegisterForReflection // written by hand, not by the REST layer
    @JsonPropertyOrder({"specversion", "id", "source", "type", "subject", "time"})
    public record CloudEvent(String specversion, UUID id, String source, String type, UUID subject, Instant time,
            String datacontenttype, String dataschema, String traceparent, Object data) {}

    /**
     * Appends one event to the running transaction. Events of one aggregate on one exchange are published in the order in which
     * they were appended.
     *
     * @param exchange to publish to
     * @param type what happened, such as {@code order.paid}; also the routing key
     * @param aggregateId what it happened to
     * @param data the facts: a record that is registered for reflection
     * @throws jakarta.transaction.TransactionalException if no transaction runs
     */
    @Transactional(TxType.MANDATORY)
    public void append(String exchange, String type, UUID aggregateId, Object data) {
        UUID id = Ids.next();
        Instant now = clock.instant();
        CloudEvent event = new CloudEvent("1.0", id, "/tradepost", type, aggregateId, now, "application/json", SCHEMA,
                RequestTrace.traceparent(), data);
        entities.persist(new OutboxEvent(id, exchange, aggregateId, type, write(event), now));
        appended.fire(new Appended());
    }

    /** Whether an event of the aggregate is still to be published. */
    @Transactional(TxType.MANDATORY)
    public boolean isWaiting(UUID aggregateId) {
        return !entities
                .createNativeQuery(
                        "select 1 from platform.outbox_events where aggregate_id = ?1 and sent_at is null limit 1")
                .setParameter(1, aggregateId).getResultList().isEmpty();
    }

    private String write(CloudEvent event) {
        try {
            return json.writeValueAsString(event);
        } catch (JsonProcessingException unwritable) {
            throw new IllegalArgumentException("an event that cannot be written: " + event.type(), unwritable);
        }
    }
}
