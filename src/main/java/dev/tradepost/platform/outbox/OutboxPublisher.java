package dev.tradepost.platform.outbox;

import jakarta.transaction.Transactional;
import java.util.Collection;
import dev.tradepost.platform.database.Sql;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Set;
import java.util.UUID;

import jakarta.enterprise.context.ApplicationScoped;

import org.jboss.logging.Logger;


import dev.tradepost.platform.messaging.Publisher;
import dev.tradepost.platform.messaging.Publisher.Outgoing;

/**
 * One step of the relay: takes the oldest unsent event of each aggregate, publishes, and marks as sent what the broker has
 * confirmed. The rows stay locked until then, so that other instances skip them. Only the oldest event of an aggregate is
 * ever taken, so its successor waits for it on any instance. After a crash or a lost confirm the rows are unsent and are
 * published again with the same id.
 */
@ApplicationScoped
class OutboxPublisher {

    private static final Logger LOG = Logger.getLogger(OutboxPublisher.class);

    /**
     * Looks at the front of what is unsent only, and finds the oldest of each aggregate there: the older ones of an event in front
     * are in front too, or were put off. Each part has one index that it can use, whatever the statistics say: they are mostly made
     * when nothing waits, and a plan for nothing took a minute with 100,000 events waiting, where this takes 50 ms. (That is why the
     * last condition is not written as {@code sent_at is null}; it is there for what another relay has sent meanwhile.)
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
            select id, exchange, type, body
              from platform.outbox_events
             where id = any(array(select id
                                    from oldest
                                   where (aggregate_id, exchange) not in (
                                         select aggregate_id, exchange
                                           from platform.outbox_events
                                          where unroutable > 0 and next_try_at > now())))
               and coalesce(sent_at, 'infinity') = 'infinity'
             order by position
             limit ?
               for update skip locked""";
    /** The front holds this many batches, so that as many relays find work. */
    private static final int FRONT = 5;
    private static final String SENT = "update platform.outbox_events set sent_at = now() where id = any(?)";
    /** An event that no queue is bound for delays its own aggregate only, and is retried after a minute. */
    private static final String UNROUTABLE = """
            update platform.outbox_events
               set unroutable = unroutable + 1, next_try_at = now() + interval '1 minute'
             where id = any(?)""";

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
        Set<String> unroutable = publisher.publish(events);
        mark(SENT, events.stream().map(Outgoing::id).filter(id -> !unroutable.contains(id)).toList());
        mark(UNROUTABLE, unroutable);
        unroutable.forEach(id -> LOG.errorf("Event %s reaches no queue; it stays in the outbox", id));
        return events.size();
    }

    private static Outgoing event(ResultSet row) throws SQLException {
        String id = row.getString("id");
        String type = row.getString("type");
        return new Outgoing(id, row.getString("exchange"), type, Publisher.persistent(id, type).build(),
                row.getString("body").getBytes(StandardCharsets.UTF_8));
    }

    private void mark(String update, Collection<String> ids) {
        if (!ids.isEmpty()) {
            sql.update(update, Sql.uuids(ids, UUID::fromString));
        }
    }
}
