package dev.tradepost.platform.deadletter;

import java.io.IOException;
import java.sql.Timestamp;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.UUID;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;
import jakarta.persistence.Tuple;
import jakarta.transaction.Transactional;

import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

import dev.tradepost.kernel.Problem;
import dev.tradepost.platform.audit.Audit;
import dev.tradepost.platform.messaging.Publisher;
import dev.tradepost.platform.messaging.Publisher.Outgoing;
import dev.tradepost.platform.security.Caller;

/**
 * What an operator does with a dead letter. Its row is marked, the message published and confirmed, and only then is the mark
 * committed: whoever dies in between leaves the letter open, and a message that comes twice has its effect once. The mark comes
 * first so that of two operators one waits and finds nothing to do.
 */
@ApplicationScoped
class Redrive {

    private static final Logger LOG = Logger.getLogger(Redrive.class);
    private static final String SETTLE = """
            update platform.dead_letters set settled_at = ?2, settled_by = ?3, settled_as = ?4
             where id = ?1 and settled_at is null
            returning queue, message_id, type, body""";

    private final EntityManager entities;
    private final Publisher publisher;
    private final Audit audit;
    private final Caller caller;
    private final Clock clock;

    Redrive(EntityManager entities, Publisher publisher, Audit audit, Caller caller, Clock clock) {
        this.entities = entities;
        this.publisher = publisher;
        this.audit = audit;
        this.caller = caller;
        this.clock = clock;
    }

    /**
     * Sends the letter to the queue that it died in, under its old id and with all its tries before it.
     *
     * @throws Problem.Unavailable if the broker does not take it; then nothing has changed
     */
    @Transactional
    void redrive(UUID id) {
        Tuple letter = settle(id, "REDRIVEN");
        String queue = letter.get("queue", String.class);
        publish(queue, letter, id);
        audit.record(Audit.Event.of("dead_letter.redriven", "dead_letter", id).with("queue", queue));
    }

    /** Nobody will ever want the letter handled. */
    @Transactional
    void discard(UUID id) {
        Tuple letter = settle(id, "DISCARDED");
        audit.record(Audit.Event.of("dead_letter.discarded", "dead_letter", id).with("queue",
                letter.get("queue", String.class)));
    }

    private Tuple settle(UUID id, String as) {
        List<?> rows = entities.createNativeQuery(SETTLE, Tuple.class).setParameter(1, id)
                .setParameter(2, Timestamp.from(clock.instant())).setParameter(3, caller.userId())
                .setParameter(4, as).getResultList();
        if (!rows.isEmpty()) {
            return (Tuple) rows.getFirst();
        }
        boolean known = !entities.createNativeQuery("select 1 from platform.dead_letters where id = ?1")
                .setParameter(1, id).getResultList().isEmpty();
        throw known
                ? new Problem.Conflict("already_settled", "This dead letter was redriven or discarded before")
                : new Problem.NotFound("Dead letter");
    }

    private void publish(String queue, Tuple letter, UUID id) {
        @Nullable
        String messageId = letter.get("message_id", String.class);
        var properties = Publisher.persistent(messageId, letter.get("type", String.class))
                .headers(Map.of("x-tradepost-redriven", id.toString())).build();
        try {
            var outgoing = new Outgoing(String.valueOf(messageId), "", queue, properties,
                    letter.get("body", byte[].class));
            if (!publisher.publish(List.of(outgoing)).isEmpty()) {
                throw new IOException("the queue " + queue + " does not exist");
            }
        } catch (IOException failure) {
            LOG.warnf("Dead letter %s cannot be redriven: %s", id, failure.getMessage());
            throw new Problem.Unavailable("RabbitMQ does not take messages at present", 5);
        }
    }
}
