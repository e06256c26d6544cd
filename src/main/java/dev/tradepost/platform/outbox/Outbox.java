package dev.tradepost.platform.outbox;

import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;
import jakarta.transaction.Synchronization;
import jakarta.transaction.TransactionSynchronizationRegistry;
import jakarta.transaction.Transactional;
import jakarta.transaction.Transactional.TxType;

import com.fasterxml.jackson.annotation.JsonPropertyOrder;

import io.quarkus.runtime.annotations.RegisterForReflection;

import dev.tradepost.kernel.Ids;
import dev.tradepost.platform.database.Sql;
import dev.tradepost.platform.json.Json;
import dev.tradepost.platform.tracing.Trace;

/**
 * Stores the events of a module until they are published. An event is a row of the caller's transaction, so it exists if and only if
 * the business change does. {@link Relay} publishes it afterwards, at least once.
 */
@ApplicationScoped
public class Outbox {

    private static final String INSERT = """
            insert into platform.outbox_events (id, exchange, aggregate_id, type, body, created_at)
            select id, exchange, aggregate_id, type, body, cast(? as timestamptz)
              from unnest(cast(? as uuid[]), cast(? as text[]), cast(? as uuid[]), cast(? as text[]), cast(? as text[]))
                   with ordinality as event (id, exchange, aggregate_id, type, body, place)
             order by place""";
    /** Version of the schema of all event data. */
    private static final String SCHEMA = "urn:tradepost:event:v1";

    private final Sql sql;
    private final TransactionSynchronizationRegistry transactions;
    private final Json json;
    private final Clock clock;
    private final Event<Appended> appended;

    Outbox(Sql sql, TransactionSynchronizationRegistry transactions, Json json, Clock clock,
            Event<Appended> appended) {
        this.sql = sql;
        this.transactions = transactions;
        this.json = json;
        this.clock = clock;
        this.appended = appended;
    }

    /** An event was appended in this transaction; the relay wakes after the commit. */
    record Appended() {}

    /** @param body the whole CloudEvent as JSON */
    private record OutboxRow(UUID id, String exchange, UUID aggregateId, String type, String body) {}

    /** CloudEvents 1.0.2 in its JSON format, with the distributed tracing extension. */
    @RegisterForReflection // written by hand, not by the REST layer
    @JsonPropertyOrder({"specversion", "id", "source", "type", "subject", "time"})
    public record CloudEvent(String specversion, UUID id, String source, String type, UUID subject, Instant time,
            String datacontenttype, String dataschema, String traceparent, Object data) {}

    /**
     * Appends one event to the running transaction, which writes all of its events with one statement when it commits. Events of one
     * aggregate on one exchange are published in the order in which they were appended.
     *
     * @param exchange to publish to
     * @param type such as {@code order.paid}; also the routing key
     * @param aggregateId such as the id of the order
     * @param data a record that is registered for reflection
     * @throws jakarta.transaction.TransactionalException if no transaction runs
     */
    @Transactional(TxType.MANDATORY)
    public void append(String exchange, String type, UUID aggregateId, Object data) {
        UUID id = Ids.next();
        CloudEvent event = new CloudEvent("1.0", id, "/tradepost", type, aggregateId, clock.instant(),
                "application/json",
                SCHEMA, Trace.traceparent(), data);
        rows().add(new OutboxRow(id, exchange, aggregateId, type, json.write(event)));
    }

    /** The events of this transaction; they are written when it commits. */
    @SuppressWarnings("unchecked") // nobody else knows the key
    private List<OutboxRow> rows() {
        if (transactions.getResource(this) instanceof List<?> rows) {
            return (List<OutboxRow>) rows;
        }
        List<OutboxRow> rows = new ArrayList<>();
        transactions.putResource(this, rows);
        appended.fire(new Appended());
        transactions.registerInterposedSynchronization(new Synchronization() {
            @Override
            public void beforeCompletion() {
                sql.updateBeforeCompletion(insert(rows));
            }

            @Override
            public void afterCompletion(int status) {
                // what was rolled back was never there
            }
        });
        return rows;
    }

    private Sql.Statement insert(List<OutboxRow> rows) {
        return new Sql.Statement(INSERT,
                List.of(clock.instant(), Sql.uuids(rows, OutboxRow::id), Sql.texts(rows, OutboxRow::exchange),
                        Sql.uuids(rows, OutboxRow::aggregateId), Sql.texts(rows, OutboxRow::type),
                        Sql.texts(rows, OutboxRow::body)),
                false);
    }

    /** True if an event of the aggregate is not yet published. */
    @Transactional(TxType.MANDATORY)
    public boolean isWaiting(UUID aggregateId) {
        return !sql.query("select 1 from platform.outbox_events where aggregate_id = ? and sent_at is null limit 1",
                row -> row.getInt(1), aggregateId).isEmpty();
    }
}
