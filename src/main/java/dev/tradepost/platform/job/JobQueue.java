package dev.tradepost.platform.job;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import jakarta.transaction.Transactional;
import jakarta.transaction.Transactional.TxType;

import org.jspecify.annotations.Nullable;

import dev.tradepost.platform.database.Retention;
import dev.tradepost.platform.database.Sql;
import dev.tradepost.platform.json.Json;

/**
 * Assigns jobs to instances. Each claim has a new lease id; an instance whose lease id is no longer in the row has lost the job. Leases use
 * the database's clock, which all instances share.
 */
@ApplicationScoped
class JobQueue {

    /** Of one job. */
    private static final int MAX_ERRORS = 100_000;

    private static final String OURS = " where id = ? and lease_id = ? and status = 'RUNNING'";

    private final Sql sql;
    private final Json json;
    private final JobConfig config;
    private final Clock clock;

    JobQueue(Sql sql, Json json, JobConfig config, Clock clock) {
        this.sql = sql;
        this.json = json;
        this.config = config;
        this.clock = clock;
    }

    /** @param tries attempts since the last progress, including this one */
    record JobClaim(UUID jobId, UUID leaseId, String kind, UUID ownerId, Map<String, String> parameters, long rowsDone,
            int tries) {}

    /** Counts of a job's rows. */
    record Progress(long done, long failed, int errorsKept) {}

    /** Claims the oldest job that is queued, or whose lease has expired. */
    Optional<JobClaim> claim(Collection<String> kinds) {
        return sql.query("""
                update platform.jobs
                   set status = 'RUNNING', started_at = coalesce(started_at, ?), lease_id = gen_random_uuid(),
                       lease_until = now() + ? * interval '1 millisecond', tries = tries + 1
                 where id = (select id from platform.jobs
                              where finished_at is null and kind = any (?)
                                and (status = 'QUEUED' or status = 'RUNNING' and lease_until < now())
                              order by id limit 1 for update skip locked)
                returning *""", this::claim, clock.instant(), config.lease().toMillis(), Sql.texts(kinds)).stream()
                .findFirst();
    }

    private JobClaim claim(ResultSet row) throws SQLException {
        return new JobClaim(row.getObject("id", UUID.class), row.getObject("lease_id", UUID.class),
                row.getString("kind"), row.getObject("owner_id", UUID.class), json.readMap(row.getString("parameters")),
                row.getLong("rows_done"), row.getInt("tries"));
    }

    /**
     * Locks the job until the caller's transaction ends.
     *
     * @return empty if this instance has lost the job
     */
    @Transactional(TxType.MANDATORY)
    Optional<Progress> hold(JobClaim claim) {
        return sql.query("select rows_done, rows_failed, errors_kept from platform.jobs" + OURS + " for update",
                row -> new Progress(row.getLong("rows_done"), row.getLong("rows_failed"), row.getInt("errors_kept")),
                claim.jobId(), claim.leaseId()).stream().findFirst();
    }

    /** Stores the progress of a batch in its transaction. */
    @Transactional(TxType.MANDATORY)
    void advance(JobClaim claim, Progress before, int rows, List<RowError> errors) {
        long failed = errors.stream().mapToLong(RowError::row).distinct().count();
        List<RowError> kept = errors.subList(0, Math.min(errors.size(), MAX_ERRORS - before.errorsKept()));
        keep(claim.jobId(), before.errorsKept(), kept);
        sql.update("""
                update platform.jobs
                   set rows_done = rows_done + ?, rows_failed = rows_failed + ?, errors_kept = errors_kept + ?, tries = 0,
                       lease_until = now() + ? * interval '1 millisecond'
                """ + OURS, rows, failed, kept.size(), config.lease().toMillis(), claim.jobId(), claim.leaseId());
    }

    private void keep(UUID jobId, int position, List<RowError> errors) {
        if (!errors.isEmpty()) {
            sql.update("""
                    insert into platform.job_errors (job_id, position, row_number, field, code, message)
                    select ?, ? + place - 1, cast(row_number as bigint), field, code, message
                      from unnest(?, ?, ?, ?) with ordinality as error (row_number, field, code, message, place)""",
                    jobId,
                    position, Sql.texts(errors, error -> Long.toString(error.row())),
                    Sql.texts(errors, error -> cut(error.field(), 200)), Sql.texts(errors, RowError::code),
                    Sql.texts(errors, error -> cut(error.message(), 500)));
        }
    }

    /** @param message shown to the owner; null for a summary of the rows */
    void finish(JobClaim claim, JobStatus end, @Nullable String message) {
        sql.update("""
                update platform.jobs
                   set status = ?, finished_at = ?, rows_total = case when ? then rows_done end,
                       message = coalesce(?, case when rows_failed = 0 then 'Done'
                           else rows_failed || ' of ' || rows_done || ' rows were not taken' end)
                """ + OURS, end.name(), clock.instant(), end == JobStatus.SUCCEEDED,
                message == null ? null : cut(message, 500), claim.jobId(), claim.leaseId());
    }

    /** Returns the job to the queue. This attempt does not count. */
    void release(JobClaim claim) {
        sql.update("update platform.jobs set lease_until = now(), tries = greatest(tries - 1, 0)" + OURS, claim.jobId(),
                claim.leaseId());
    }

    /** Returns the job to the queue, for another attempt after a delay. */
    void retryAfter(JobClaim claim, Duration delay) {
        sql.update("update platform.jobs set lease_until = now() + ? * interval '1 millisecond'" + OURS,
                delay.toMillis(),
                claim.jobId(), claim.leaseId());
    }

    @Produces
    @Singleton
    static Retention jobs(JobConfig config) {
        return new Retention("platform.jobs", "id", """
                finished_at < ? and not has_input
                   and not exists (select from platform.job_errors error where error.job_id = jobs.id)""",
                config.retention());
    }

    /** Errors go before their jobs, because deleting both together could exceed the time limit of a statement. */
    @Produces
    @Singleton
    static Retention errors(JobConfig config) {
        return new Retention("platform.job_errors", "job_id, position",
                "job_id in (select id from platform.jobs where finished_at < ?)", config.retention());
    }

    private static String cut(String text, int longest) {
        return text.length() <= longest ? text : text.substring(0, longest - 1) + "…";
    }
}
