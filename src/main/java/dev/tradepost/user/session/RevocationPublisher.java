package dev.tradepost.user.session;

import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.UUID;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.persistence.EntityManager;

import org.jboss.logging.Logger;

import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.scheduler.Scheduled;
import io.quarkus.scheduler.Scheduled.ConcurrentExecution;
import io.smallrye.common.annotation.RunOnVirtualThread;

import dev.tradepost.platform.database.RetentionJob;
import dev.tradepost.platform.redis.RedisGate;
import dev.tradepost.platform.security.SessionRevocations;
import dev.tradepost.platform.security.TokenConfig;

/**
 * Tells Redis of sessions that have ended, from the table, until it has heard: what was revoked while Redis was away, or by an
 * instance that died, is known there a second after it is back. Any number of instances may do it at once.
 */
@ApplicationScoped
class RevocationPublisher {

    private static final Logger LOG = Logger.getLogger(RevocationPublisher.class);
    private static final int BATCH = 200;
    /** Ended sessions are kept for so long after they could have been used last: they tell known places from new ones. */
    private static final Duration KEEP = Duration.ofDays(90);

    private final EntityManager entities;
    private final RetentionJob retentionJob;
    private final SessionRevocations marks;
    private final TokenConfig config;
    private final Clock clock;
    private volatile boolean stopping;
    private volatile boolean failing;

    RevocationPublisher(EntityManager entities, RetentionJob retentionJob, SessionRevocations marks, TokenConfig config,
            Clock clock) {
        this.entities = entities;
        this.retentionJob = retentionJob;
        this.marks = marks;
        this.config = config;
        this.clock = clock;
    }

    /** What is left is announced by another instance, or the next start. */
    void stop(@Observes ShutdownEvent shutdown) {
        stopping = true;
    }

    @Scheduled(every = "1s", identity = "session-announcements", concurrentExecution = ConcurrentExecution.SKIP)
    @RunOnVirtualThread
    void announce() {
        try {
            int announced = BATCH;
            while (!stopping && announced == BATCH) {
                announced = QuarkusTransaction.requiringNew().call(this::batch);
            }
            failing = false;
        } catch (RedisGate.RedisUnavailable away) {
            LOG.debugf("Ended sessions wait to be announced: %s", away.getMessage());
        } catch (RuntimeException fault) {
            if (!failing) { // once per outage, not once per second
                LOG.warnf(fault, "Ended sessions wait to be announced");
            }
            failing = true;
        }
    }

    private int batch() {
        List<?> rows = entities.createNativeQuery("""
                select id from users.sessions where revoked_at is not null and announced_at is null
                 order by revoked_at limit ?1 for update skip locked""", UUID.class).setParameter(1, BATCH)
                .getResultList();
        List<UUID> ended = rows.stream().map(UUID.class::cast).toList();
        if (!ended.isEmpty()) {
            marks.announce(ended);
            entities.createQuery("update Session set announcedAt = :now where id in :ids")
                    .setParameter("now", clock.instant()).setParameter("ids", ended).executeUpdate();
        }
        return ended.size();
    }

    @Scheduled(every = "1h", delayed = "4m", identity = "sessions-pruning")
    @RunOnVirtualThread
    void forgetOld() {
        retentionJob.prune("""
                delete from users.sessions where id in (
                    select id from users.sessions where expires_at < ?1 limit ?2)""",
                clock.instant().minus(KEEP).minus(config.accessLifetime()));
    }
}
