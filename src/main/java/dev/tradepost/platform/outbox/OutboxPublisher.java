package dev.tradepost.platform.outbox;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;

import jakarta.enterprise.context.ApplicationScoped;

import org.jboss.logging.Logger;

import io.agroal.api.AgroalDataSource;

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

    private final AgroalDataSource database;
    private final Publisher publisher;
    private final OutboxConfig config;

    OutboxPublisher(AgroalDataSource database, Publisher publisher, OutboxConfig config) {
        this.database = database;
        this.publisher = publisher;
        this.config = config;
    }

    /** @return how many events were taken; 0 if the outbox is empty or other instances hold its rows */
    int send() throws IOException {
        try (Connection connection = database.getConnection()) {
            connection.setAutoCommit(false);
            boolean committed = false;
            try {
                int taken = send(connection);
                connection.commit();
                committed = true;
                return taken;
            } finally {
                if (!committed) {
                    rollback(connection);
                }
            }
        } catch (SQLException fault) {
            throw new IOException("The outbox cannot be read: " + fault.getMessage(), fault);
        }
    }

    private int send(Connection connection) throws SQLException, IOException {
        List<Outgoing> events = take(connection);
        if (events.isEmpty()) {
            return 0;
        }
        Set<String> unroutable = publisher.publish(events);
        mark(connection, SENT, events.stream().map(Outgoing::id).filter(id -> !unroutable.contains(id)));
        mark(connection, UNROUTABLE, unroutable.stream());
        unroutable.forEach(id -> LOG.errorf("Event %s reaches no queue; it stays in the outbox", id));
        return events.size();
    }

    /** A failure here is only logged: the exception that caused the rollback matters more. */
    private static void rollback(Connection connection) {
        try {
            connection.rollback();
        } catch (SQLException gone) {
            LOG.debugf("The connection is gone, which rolls back as well: %s", gone.getMessage());
        }
    }

    private List<Outgoing> take(Connection connection) throws SQLException {
        List<Outgoing> events = new ArrayList<>();
        try (PreparedStatement take = connection.prepareStatement(TAKE)) {
            take.setInt(1, FRONT * config.batchSize());
            take.setInt(2, config.batchSize());
            try (ResultSet rows = take.executeQuery()) {
                while (rows.next()) {
                    String id = rows.getString("id");
                    String type = rows.getString("type");
                    events.add(new Outgoing(id, rows.getString("exchange"), type,
                            Publisher.persistent(id, type).build(),
                            rows.getString("body").getBytes(StandardCharsets.UTF_8)));
                }
            }
        }
        return events;
    }

    private static void mark(Connection connection, String update, Stream<String> ids)
            throws SQLException {
        Object[] keys = ids.map(UUID::fromString).toArray();
        if (keys.length == 0) {
            return;
        }
        try (PreparedStatement mark = connection.prepareStatement(update)) {
            mark.setArray(1, connection.createArrayOf("uuid", keys));
            mark.executeUpdate();
        }
    }
}
