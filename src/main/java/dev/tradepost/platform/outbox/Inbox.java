package dev.tradepost.platform.outbox;

import java.util.UUID;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;
import jakarta.transaction.Transactional;
import jakarta.transaction.Transactional.TxType;

/** Remembers which events a consumer has dealt with, in the transaction of the effect: a second delivery then has none. */
@ApplicationScoped
public class Inbox {

    private final EntityManager entities;

    Inbox(EntityManager entities) {
        this.entities = entities;
    }

    /**
     * Notes the event. While another transaction is noting the same one this waits for it to end.
     *
     * @return whether the event is new to this consumer; if not, its effect is already committed
     * @throws jakarta.transaction.TransactionalException if no transaction runs
     */
    @Transactional(TxType.MANDATORY)
    public boolean isNew(String consumer, UUID messageId) {
        return entities.createNativeQuery(
                "insert into platform.inbox_messages (consumer, message_id) values (?1, ?2) on conflict do nothing")
                .setParameter(1, consumer)
                .setParameter(2, messageId)
                .executeUpdate() == 1;
    }
}
