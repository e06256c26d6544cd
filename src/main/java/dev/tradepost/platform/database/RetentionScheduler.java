package dev.tradepost.platform.database;

import java.time.Clock;
import java.time.Instant;
import java.util.List;

import jakarta.enterprise.context.ApplicationScoped;

import org.jboss.logging.Logger;

import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.arc.All;
import io.quarkus.scheduler.Scheduled;
import io.quarkus.scheduler.Scheduled.ConcurrentExecution;
import io.smallrye.common.annotation.RunOnVirtualThread;

/**
 * Deletes the expired rows of all tables, every hour and on every instance; {@code expired_rows_deleted_total} counts them. Each statement
 * is a transaction of its own: one that deletes too many rows would exceed its time limit and delete nothing.
 */
@ApplicationScoped
public class RetentionScheduler {

    private static final Logger LOG = Logger.getLogger(RetentionScheduler.class);
    private static final int BATCH = 5_000;

    private final List<Retention> retentions;
    private final Sql sql;
    private final Clock clock;
    private final MeterRegistry metrics;

    RetentionScheduler(@All List<Retention> retentions, Sql sql, Clock clock, MeterRegistry metrics) {
        this.retentions = retentions;
        this.sql = sql;
        this.clock = clock;
        this.metrics = metrics;
    }

    @Scheduled(every = "1h", delayed = "2m", identity = "retention", concurrentExecution = ConcurrentExecution.SKIP)
    @RunOnVirtualThread
    void run() {
        for (Retention retention : retentions) {
            try {
                delete(retention);
            } catch (RuntimeException failure) {
                LOG.errorf(failure, "Expired rows of %s cannot be deleted", retention.table());
            }
        }
    }

    /** Deletes the expired rows of one table now. */
    public void run(String table) {
        retentions.stream().filter(retention -> retention.table().equals(table)).forEach(this::delete);
    }

    private void delete(Retention retention) {
        Instant cutoff = clock.instant().minus(retention.age());
        int deleted;
        long total = 0;
        do {
            deleted = sql.update(retention.delete(), cutoff, BATCH);
            total += deleted;
        } while (deleted == BATCH);
        metrics.counter("expired_rows_deleted", "table", retention.table()).increment((double) total);
        LOG.debugf("Deleted %d expired rows of %s", total, retention.table());
    }
}
