package dev.tradepost.platform.outbox;

import jakarta.enterprise.context.ApplicationScoped;

import org.jboss.logging.Logger;

import io.quarkus.scheduler.Scheduled;

import dev.tradepost.platform.database.RetentionJob;

/** Forgets what was sent and received long ago. Harmless when several instances do it at once. */
@ApplicationScoped
class OutboxPruning {

    private static final Logger LOG = Logger.getLogger(OutboxPruning.class);

    private final RetentionJob retentionJob;
    private final OutboxConfig config;

    OutboxPruning(RetentionJob retentionJob, OutboxConfig config) {
        this.retentionJob = retentionJob;
        this.config = config;
    }

    @Scheduled(every = "1h", delayed = "1m")
    void prune() {
        long sent = retentionJob.prune(
                """
                delete from platform.outbox_events where id in (
                    select id from platform.outbox_events where sent_at < now() - ?1 * interval '1 second' limit ?2)""",
                config.retention().toSeconds());
        long received = retentionJob.prune("""
                delete from platform.inbox_messages where (consumer, message_id) in (
                    select consumer, message_id from platform.inbox_messages
                     where received_at < now() - ?1 * interval '1 second' limit ?2)""", config.retention().toSeconds());
        LOG.debugf("Forgot %d sent and %d received events", sent, received);
    }
}
