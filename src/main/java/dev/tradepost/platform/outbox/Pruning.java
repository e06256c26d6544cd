package dev.tradepost.platform.outbox;

import jakarta.enterprise.context.ApplicationScoped;

import org.jboss.logging.Logger;

import io.quarkus.scheduler.Scheduled;

import dev.tradepost.platform.database.Pruner;

/** Forgets what was sent and received long ago. Harmless when several instances do it at once. */
@ApplicationScoped
class Pruning {

    private static final Logger LOG = Logger.getLogger(Pruning.class);

    private final Pruner pruner;
    private final OutboxConfig config;

    Pruning(Pruner pruner, OutboxConfig config) {
        this.pruner = pruner;
        this.config = config;
    }

    @Scheduled(every = "1h", delayed = "1m")
    void prune() {
        long sent = pruner.prune(
                """
                delete from platform.outbox_events where id in (
                    select id from platform.outbox_events where sent_at < now() - ?1 * interval '1 second' limit ?2)""",
                config.keep().toSeconds());
        long received = pruner.prune("""
                delete from platform.inbox_messages where (consumer, message_id) in (
                    select consumer, message_id from platform.inbox_messages
                     where received_at < now() - ?1 * interval '1 second' limit ?2)""", config.keep().toSeconds());
        LOG.debugf("Forgot %d sent and %d received events", sent, received);
    }
}
