package dev.tradepost.platform.messaging;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.UUID;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;

import dev.tradepost.platform.database.Sql;
import dev.tradepost.platform.messaging.Publisher.Outgoing;

/**
 * Publishes what is due in {@code platform.redeliveries}, to the one queue that needs it, until the message is handled or a dead letter. Any
 * number of instances may do so at once.
 */
@ApplicationScoped
class RedeliveryRelay {

    private static final int BATCH = 200;

    private static final String TAKE = """
            select due.queue, due.message_id, due.type, coalesce(due.body, event.body) as body,
                   exists (select from platform.inbox_messages inbox
                            where inbox.consumer = due.queue and inbox.message_id = due.message_id) as handled
              from platform.redeliveries due
              left join platform.outbox_events event on event.id = due.message_id
             where due.next_try_at <= now() and coalesce(due.body, event.body) is not null
             order by due.next_try_at
             limit ?
               for update of due skip locked""";

    private static final String DONE = """
            delete from platform.redeliveries
             where (queue, message_id) in (select * from unnest(?, ?))""";

    /** The copy may get lost as well, or its queue be missing. */
    private static final String PUBLISHED = """
            update platform.redeliveries
               set copies = copies + 1, next_try_at = now() + cast(? as interval) * least(power(2, copies), 16)
             where (queue, message_id) in (select * from unnest(?, ?))""";

    private final Sql sql;
    private final Publisher publisher;
    private final BrokerConfig config;

    RedeliveryRelay(Sql sql, Publisher publisher, BrokerConfig config) {
        this.sql = sql;
        this.publisher = publisher;
        this.config = config;
    }

    private record Due(String queue, UUID messageId, String type, String body, boolean handled) {

        static Due read(ResultSet row) throws SQLException {
            return new Due(row.getString("queue"), row.getObject("message_id", UUID.class), row.getString("type"),
                    row.getString("body"), row.getBoolean("handled"));
        }

        Outgoing toItsQueue() {
            return Outgoing.copy(queue, messageId.toString(), type, body.getBytes(StandardCharsets.UTF_8));
        }
    }

    /**
     * Publishes one batch.
     *
     * @return how many messages were due
     * @throws IOException if the broker does not confirm them; then they stay due
     */
    @Transactional(rollbackOn = IOException.class)
    int publish() throws IOException {
        List<Due> due = sql.query(TAKE, Due::read, BATCH);
        List<Due> handled = due.stream().filter(Due::handled).toList();
        List<Due> open = due.stream().filter(message -> !message.handled()).toList();
        if (!handled.isEmpty()) {
            sql.update(DONE, Sql.texts(handled, Due::queue), Sql.uuids(handled, Due::messageId));
        }
        if (!open.isEmpty()) {
            publisher.publishCopies(open.stream().map(Due::toItsQueue).toList());
            sql.update(PUBLISHED, config.lostAfter().toString(), Sql.texts(open, Due::queue),
                    Sql.uuids(open, Due::messageId));
        }
        return due.size();
    }
}
