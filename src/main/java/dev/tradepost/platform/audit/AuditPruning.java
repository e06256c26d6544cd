package dev.tradepost.platform.audit;

import java.sql.Timestamp;
import java.time.Clock;
import java.time.Duration;

import jakarta.enterprise.context.ApplicationScoped;

import org.eclipse.microprofile.config.inject.ConfigProperty;

import io.quarkus.scheduler.Scheduled;
import io.smallrye.common.annotation.RunOnVirtualThread;

import dev.tradepost.platform.database.RetentionJob;

/** Forgets what has been kept for long enough. The table's trigger lets nobody else delete, and nothing of the last 30 days. */
@ApplicationScoped
class AuditPruning {

    private static final Duration SHORTEST = Duration.ofDays(30);

    private static final String DELETE = """
            with allowed as (
                select set_config('tradepost.audit_kept_from', cast(cast(?1 as timestamptz) as text), true))
            delete from platform.audit_events where id in (
                select e.id from allowed, platform.audit_events e where e.occurred_at < ?1 limit ?2)""";

    private final RetentionJob retentionJob;
    private final Duration retention;
    private final Clock clock;

    AuditPruning(RetentionJob retentionJob,
            @ConfigProperty(name = "tradepost.audit.retention", defaultValue = "400d") Duration retention,
            Clock clock) {
        this.retentionJob = retentionJob;
        this.retention = retention.compareTo(SHORTEST) < 0 ? SHORTEST : retention;
        this.clock = clock;
    }

    @Scheduled(every = "1h", delayed = "6m", identity = "audit-pruning")
    @RunOnVirtualThread
    void forgetOld() {
        retentionJob.prune(DELETE, Timestamp.from(clock.instant().minus(retention)));
    }
}
