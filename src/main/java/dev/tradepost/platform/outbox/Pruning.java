package dev.tradepost.platform.outbox;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;
import jakarta.transaction.Transactional;

import org.jboss.logging.Logger;

import io.quarkus.scheduler.Scheduled;

/** Forgets what was sent and received long ago. Harmless when several instances do it at once. */
@ApplicationScoped
class Pruning {

    private static final Logger LOG = Logger.getLogger(Pruning.class);

    private final EntityManager entities;
    private final OutboxConfig config;

    Pruning(EntityManager entities, OutboxConfig config) {
        this.entities = entities;
        this.config = config;
    }

    @Scheduled(every = "1h", delayed = "1m")
    @Transactional
    void prune() {
        int sent = entities.createNativeQuery(
                "delete from platform.outbox_events where sent_at < now() - ?1 * interval '1 second'")
                .setParameter(1, config.keep().toSeconds()).executeUpdate();
        int received = entities.createNativeQuery(
                "delete from platform.inbox_messages where received_at < now() - ?1 * interval '1 second'")
                .setParameter(1, config.keep().toSeconds()).executeUpdate();
        LOG.debugf("Forgot %d sent and %d received events", sent, received);
    }
}
