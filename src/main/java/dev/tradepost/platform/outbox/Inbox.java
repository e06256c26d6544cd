package dev.tradepost.platform.outbox;

import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.UUID;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import jakarta.transaction.Transactional.TxType;

import dev.tradepost.platform.database.Sql;

/** Stores which events a consumer has handled, in the transaction of their effect, so that a second delivery has no effect. */
@ApplicationScoped
public class Inbox {

    private final Sql sql;

    Inbox(Sql sql) {
        this.sql = sql;
    }

    /**
     * Stores the event as handled. Waits for a concurrent transaction that stores the same one.
     *
     * @return whether the event is new to this consumer; if not, its effect is already committed
     * @throws jakarta.transaction.TransactionalException if no transaction runs
     */
    @Transactional(TxType.MANDATORY)
    public boolean isNew(String consumer, UUID messageId) {
        return !newOf(consumer, List.of(messageId)).isEmpty();
    }

    /**
     * {@link #isNew} for many events, with one statement.
     *
     * @return those that are new to this consumer
     */
    @Transactional(TxType.MANDATORY)
    public Set<UUID> newOf(String consumer, Collection<UUID> messageIds) {
        Object ids = Sql.uuids(messageIds);
        return Set.copyOf(sql.query("""
                insert into platform.inbox_messages (consumer, message_id)
                select ?, id from unnest(?) as message (id) order by id
                    on conflict do nothing
                returning message_id""", row -> row.getObject(1, UUID.class), consumer, ids));
    }
}
