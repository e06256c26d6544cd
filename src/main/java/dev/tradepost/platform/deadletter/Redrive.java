package dev.tradepost.platform.deadletter;

import java.io.IOException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.util.UUID;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;

import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

import dev.tradepost.kernel.Problem;
import dev.tradepost.platform.audit.Audit;
import dev.tradepost.platform.audit.AuditEvent;
import dev.tradepost.platform.database.Sql;
import dev.tradepost.platform.messaging.Publisher;
import dev.tradepost.platform.messaging.Publisher.Outgoing;
import dev.tradepost.platform.security.Caller;

/**
 * Redrives and discards dead letters. A redrive marks the row, publishes the message, waits for the confirm and commits. After a crash in
 * between the letter is still open, and the inbox ignores a second copy. The row is marked first, so that of two operators the second one
 * waits and is then refused.
 */
@ApplicationScoped
class Redrive {

    private static final Logger LOG = Logger.getLogger(Redrive.class);
    private static final String SETTLE = """
            update platform.dead_letters set settled_at = ?, settled_by = ?, settled_as = ?
             where id = ? and settled_at is null
            returning queue, message_id, type, body""";

    private final Sql sql;
    private final Publisher publisher;
    private final Audit audit;
    private final Caller caller;
    private final Clock clock;

    Redrive(Sql sql, Publisher publisher, Audit audit, Caller caller, Clock clock) {
        this.sql = sql;
        this.publisher = publisher;
        this.audit = audit;
        this.caller = caller;
        this.clock = clock;
    }

    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record SettledLetter(String queue, @Nullable String messageId, @Nullable String type, byte[] body) {
        static SettledLetter read(ResultSet row) throws SQLException {
            return new SettledLetter(row.getString("queue"), row.getString("message_id"), row.getString("type"),
                    row.getBytes("body"));
        }
    }

    /**
     * Sends the message to its queue again, with its old id and a full number of attempts.
     *
     * @throws Problem.Unavailable if the broker does not confirm it; then the letter stays open
     */
    @Transactional
    void redrive(UUID id) {
        SettledLetter letter = settle(id, "REDRIVEN");
        publish(letter, id);
        audit.record(AuditEvent.of("dead_letter.redriven", "dead_letter", id).with("queue", letter.queue()));
    }

    @Transactional
    void discard(UUID id) {
        SettledLetter letter = settle(id, "DISCARDED");
        audit.record(AuditEvent.of("dead_letter.discarded", "dead_letter", id).with("queue", letter.queue()));
    }

    private SettledLetter settle(UUID id, String as) {
        return sql.query(SETTLE, SettledLetter::read, clock.instant(), caller.userId(), as, id).stream().findFirst()
                .orElseThrow(() -> refusal(id));
    }

    private Problem refusal(UUID id) {
        return sql.query("select 1 from platform.dead_letters where id = ?", row -> true, id).isEmpty()
                ? new Problem.NotFound("Dead letter")
                : new Problem.Conflict("already_settled", "This dead letter was redriven or discarded before");
    }

    private void publish(SettledLetter letter, UUID id) {
        try {
            publisher.publishCopy(Outgoing.copy(letter.queue(), letter.messageId(), letter.type(), letter.body()));
        } catch (IOException failure) {
            LOG.warnf("Dead letter %s cannot be redriven: %s", id, failure.getMessage());
            throw new Problem.Unavailable("RabbitMQ does not take messages at present", 5);
        }
    }
}
