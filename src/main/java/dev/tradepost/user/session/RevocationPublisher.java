package dev.tradepost.user.session;

import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.UUID;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

import org.jboss.logging.Logger;

import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.scheduler.Scheduled;
import io.quarkus.scheduler.Scheduled.ConcurrentExecution;
import io.smallrye.common.annotation.RunOnVirtualThread;

import dev.tradepost.platform.database.Retention;
import dev.tradepost.platform.database.Sql;
import dev.tradepost.platform.redis.RedisGate;
import dev.tradepost.platform.security.SessionRevocations;
import dev.tradepost.platform.security.TokenConfig;

/**
 * Publishes revoked sessions from the table to Redis, and repeats it until Redis confirms. So Redis learns within a second of its return
 * what was revoked while it was down, or by an instance that crashed. Several instances may publish at the same time.
 */
@ApplicationScoped
class RevocationPublisher {

    private static final Logger LOG = Logger.getLogger(RevocationPublisher.class);
    private static final int BATCH = 200;
    /** How long a session is kept after its last possible use. A sign-in from a device and address that are kept is not new. */
    private static final Duration RETENTION = Duration.ofDays(90);

    private final Sql sql;
    private final SessionRevocations revocations;
    private final Clock clock;
    private volatile boolean stopping;
    private volatile boolean failing;

    RevocationPublisher(Sql sql, SessionRevocations revocations, Clock clock) {
        this.sql = sql;
        this.revocations = revocations;
        this.clock = clock;
    }

    /** What is left is published by another instance, or after the next start. */
    void stop(@Observes ShutdownEvent shutdown) {
        stopping = true;
    }

    @Scheduled(every = "1s", identity = "session-announcements", concurrentExecution = ConcurrentExecution.SKIP)
    @RunOnVirtualThread
    void publish() {
        try {
            int published = BATCH;
            while (!stopping && published == BATCH) {
                published = QuarkusTransaction.requiringNew().call(this::publishBatch);
            }
            failing = false;
        } catch (RedisGate.RedisUnavailable away) {
            LOG.debugf("Revoked sessions wait for Redis: %s", away.getMessage());
        } catch (RuntimeException fault) {
            if (!failing) { // once per outage, not once per second
                LOG.warnf(fault, "Revoked sessions cannot be published");
            }
            failing = true;
        }
    }

    private int publishBatch() {
        List<UUID> revoked = sql.query("""
                select id from users.sessions where revoked_at is not null and announced_at is null
                 order by revoked_at limit ? for update skip locked""", row -> row.getObject(1, UUID.class), BATCH);
        if (!revoked.isEmpty()) {
            revocations.announce(revoked);
            sql.update("update users.sessions set announced_at = ? where id = any(?)", clock.instant(),
                    Sql.uuids(revoked));
        }
        return revoked.size();
    }

    @Produces
    @Singleton
    static Retention retention(TokenConfig config) {
        return new Retention("users.sessions", "id", "expires_at < ?", RETENTION.plus(config.accessLifetime()));
    }
}
