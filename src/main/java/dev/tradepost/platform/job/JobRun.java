package dev.tradepost.platform.job;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.BooleanSupplier;

import io.agroal.api.AgroalDataSource;
import io.quarkus.narayana.jta.QuarkusTransaction;

import dev.tradepost.platform.database.DatabaseFailures;
import dev.tradepost.platform.job.JobQueue.JobClaim;
import dev.tradepost.platform.job.JobQueue.Progress;

/** A running job, as its handler sees it. */
public final class JobRun {

    private static final int MAX_ATTEMPTS = 5;
    private static final Duration PAUSE = Duration.ofMillis(200);

    private final JobClaim claim;
    private final JobQueue queue;
    private final AgroalDataSource database;
    private final BooleanSupplier stopping;

    JobRun(JobClaim claim, JobQueue queue, AgroalDataSource database, BooleanSupplier stopping) {
        this.claim = claim;
        this.queue = queue;
        this.database = database;
        this.stopping = stopping;
    }

    /** Processes a batch in its transaction. */
    @FunctionalInterface
    public interface JobWork {
        /** @return the errors of rejected rows, in the order of the rows */
        List<RowError> on(Connection connection) throws SQLException;
    }

    /** This instance stops, or has lost the job. */
    static final class Stopped extends RuntimeException {
        Stopped() {
            super(null, null, false, false);
        }
    }

    public UUID jobId() {
        return claim.jobId();
    }

    public UUID ownerId() {
        return claim.ownerId();
    }

    public Map<String, String> parameters() {
        return claim.parameters();
    }

    /** Number of rows that earlier runs have processed. */
    public long rowsDone() {
        return claim.rowsDone();
    }

    /**
     * Processes the next rows and stores the progress in the same transaction. After a deadlock, a lock timeout or a lost connection the work
     * is repeated, so it must not keep state.
     *
     * @param rows number of rows in the batch
     */
    public void batch(int rows, JobWork work) throws InterruptedException {
        for (int attempt = 1;; attempt++) {
            if (stopping.getAsBoolean()) {
                throw new Stopped();
            }
            try {
                QuarkusTransaction.requiringNew().run(() -> transaction(rows, work));
                return;
            } catch (RuntimeException fault) {
                if (attempt == MAX_ATTEMPTS || !DatabaseFailures.isWorthRepeating(fault)) {
                    throw fault;
                }
                Thread.sleep(PAUSE.multipliedBy(attempt));
            }
        }
    }

    private void transaction(int rows, JobWork work) {
        try (Connection connection = database.getConnection()) {
            Progress before = queue.hold(claim).orElseThrow(Stopped::new);
            List<RowError> errors = work.on(connection);
            queue.advance(claim, before, rows, errors);
        } catch (SQLException failure) {
            throw new IllegalStateException("a batch of a job failed", failure);
        }
    }
}
