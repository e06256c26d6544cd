package dev.tradepost.platform.outbox;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.UUID;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;

import dev.tradepost.platform.database.Sql;
import dev.tradepost.platform.messaging.Publisher;
import dev.tradepost.platform.messaging.Publisher.Outgoing;

/**
 * Publishes one batch of the outbox: takes the oldest unsent event of each aggregate, publishes them, and marks those that the broker has
 * confirmed as sent. Their rows stay locked until then, so other instances skip them, and the next event of an aggregate waits on every
 * instance. After a crash or a lost confirm the rows are unsent, and are published again with the same id.
 */
@ApplicationScoped
class OutboxPublisher {

    /**
     * Reads only the front of the unsent events and finds the oldest event of each aggregate there. Its older events are in the front too.
     * Each part can use exactly one index, whatever the statistics say: they are usually collected while the outbox
     * is empty, and a plan for an empty outbox took a minute for 100,000 events, where this takes 50 ms. For the same reason the last condition
     * is not {@code sent_at is null}; it excludes events that another relay has sent since the front was read.
     */
    private static final String TAKE = """
            with front as materialized (
                select id, aggregate_id, exchange, position
                  from platform.outbox_events
                 where sent_at is null and next_try_at <= now()
                 order by position
                 limit ?),
            oldest as materialized (
                select distinct on (aggregate_id, exchange) id, aggregate_id, exchange
                  from front
                 order by aggregate_id, exchange, position)
            select id, type, body
              from platform.outbox_events
             where id = any(array(select id from oldest))
               and coalesce(sent_at, 'infinity') = 'infinity'
             order by position
             limit ?
               for update skip locked""";
    /** Batches in the front, so that as many relays find work. */
    private static final int FRONT = 5;
    private static final String SENT = "update platform.outbox_events set sent_at = now() where id = any(?)";

    private final Sql sql;
    private final Publisher publisher;
    private final OutboxConfig config;

    OutboxPublisher(Sql sql, Publisher publisher, OutboxConfig config) {
        this.sql = sql;
        this.publisher = publisher;
        this.config = config;
    }

    /** @return how many events were taken; 0 if the outbox is empty or other instances hold its rows */
    @Transactional(rollbackOn = IOException.class)
    int send() throws IOException {
        List<Outgoing> events = sql.query(TAKE, OutboxPublisher::event, FRONT * config.batchSize(), config.batchSize());
        if (events.isEmpty()) {
            return 0;
        }
        publisher.publish(events);
        sql.update(SENT, Sql.uuids(events, event -> UUID.fromString(event.id())));
        return events.size();
    }

    private static Outgoing event(ResultSet row) throws SQLException {
        return Outgoing.event(row.getString("id"), row.getString("type"),
                row.getString("body").getBytes(StandardCharsets.UTF_8));
    }
}
