package dev.tradepost.platform.outbox;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;

import org.jboss.logging.Logger;

import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.scheduler.Scheduled;

/** Forgets what was sent and received long ago. Harmless when several instances do it at once. */
@ApplicationScoped
class Pruning {

    private static final Logger LOG = Logger.getLogger(Pruning.class);

    private static final int BATCH = 5_000;

    private final EntityManager entities;
    private final OutboxConfig config;

    Pruning(EntityManager entities, OutboxConfig config) {
        this.entities = entities;
        this.config = config;
    }

    @Scheduled(every = "1h", delayed = "1m")
    void prune() {
        long sent = inBatches(
                """
                delete from platform.outbox_events where id in (
                    select id from platform.outbox_events where sent_at < now() - ?1 * interval '1 second' limit ?2)""");
        long received = inBatches("""
                delete from platform.inbox_messages where (consumer, message_id) in (
                    select consumer, message_id from platform.inbox_messages
                     where received_at < now() - ?1 * interval '1 second' limit ?2)""");
        LOG.debugf("Forgot %d sent and %d received events", sent, received);
    }

    /** Small transactions: one that is too large for its time limit would never get anywhere. */
    private long inBatches(String delete) {
        long all = 0;
        int some;
        do {
            some = QuarkusTransaction.requiringNew().call(() -> entities.createNativeQuery(delete)
                    .setParameter(1, config.keep().toSeconds()).setParameter(2, BATCH).executeUpdate());
            all += some;
        } while (some == BATCH);
        return all;
    }
}
