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

/** A job while it is done: what it is about, and how it gets on. */
public final class JobRun {

    private static final int MOST_TRIES = 5;
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

    /** What is done with a batch, in its transaction. */
    @FunctionalInterface
    public interface JobWork {
        /** @return what is wrong with rows that were not taken, in the order of the rows */
        List<RowError> on(Connection connection) throws SQLException;
    }

    /** The job goes on elsewhere, later or not at all. */
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

    /** Rows of the input that earlier runs have done: begin with the one after. */
    public long rowsDone() {
        return claim.rowsDone();
    }

    /**
     * Does the next rows, and counts them in the same transaction: after a crash they are either done and counted, or neither.
     * The work is tried again when it meets a deadlock, a lock or a lost connection; so it may not remember anything.
     *
     * @param rows how many rows of the input the batch is
     */
    public void batch(int rows, JobWork work) throws InterruptedException {
        for (int tries = 1;; tries++) {
            if (stopping.getAsBoolean()) {
                throw new Stopped();
            }
            try {
                QuarkusTransaction.requiringNew().run(() -> transaction(rows, work));
                return;
            } catch (RuntimeException fault) {
                if (tries == MOST_TRIES || !DatabaseFailures.isWorthRepeating(fault)) {
                    throw fault;
                }
                Thread.sleep(PAUSE.multipliedBy(tries));
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
