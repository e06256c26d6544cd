package dev.tradepost.platform.job;

import java.io.IOException;
import java.io.InputStream;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.UUID;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;

import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

import io.quarkus.narayana.jta.QuarkusTransaction;

import dev.tradepost.kernel.Ids;
import dev.tradepost.kernel.Problem;
import dev.tradepost.platform.audit.Audit;
import dev.tradepost.platform.audit.AuditEvent;
import dev.tradepost.platform.database.DatabaseFailures;
import dev.tradepost.platform.database.Sql;
import dev.tradepost.platform.json.Json;

/** Receives the input of a job. Until it is complete, the job is invisible. */
@ApplicationScoped
public class Uploads {

    private static final Logger LOG = Logger.getLogger(Uploads.class);
    private static final int PIECE_BYTES = 1024 * 1024;
    /** Pieces per statement, so that it stays far below its time limit. */
    private static final int DELETED_AT_ONCE = 64;

    private final Sql sql;
    private final Jobs jobs;
    private final UploadQuota quota;
    private final JobConfig config;
    private final Json json;
    private final Audit audit;
    private final Event<Queued> queued;
    private final Clock clock;

    Uploads(Sql sql, Jobs jobs, UploadQuota quota, JobConfig config, Json json, Audit audit,
            Event<Queued> queued, Clock clock) {
        this.sql = sql;
        this.jobs = jobs;
        this.quota = quota;
        this.config = config;
        this.json = json;
        this.audit = audit;
        this.queued = queued;
        this.clock = clock;
    }

    /** A job was queued. */
    record Queued() {}

    /**
     * Stores the whole content, in small transactions, and queues the job. Of an interrupted upload nothing is kept.
     *
     * @param ownerId who may see the job
     * @param parameters for the handler
     * @param length of the content; null if the client did not announce it
     * @throws Problem.Conflict {@code too_many_jobs}
     * @throws Problem.TooLarge if the upload alone exceeds the quota
     * @throws Problem.TooMany {@code upload_quota_exceeded}
     * @throws Problem.Invalid {@code upload_incomplete}
     */
    public JobView receive(String kind, UUID ownerId, Map<String, String> parameters, @Nullable Long length,
            InputStream content) {
        UUID jobId = QuarkusTransaction.requiringNew().call(() -> open(kind, ownerId, parameters, length));
        boolean complete = false;
        try {
            store(jobId, ownerId, length, content);
            QuarkusTransaction.requiringNew().run(() -> queue(jobId, kind));
            complete = true;
        } catch (IOException brokenOff) {
            LOG.debug("An upload broke off", brokenOff);
            throw new Problem.Invalid("upload_incomplete", "The upload broke off; nothing of it is kept", List.of());
        } finally {
            if (!complete) {
                discard(jobId);
            }
        }
        return jobs.get(jobId);
    }

    private UUID open(String kind, UUID ownerId, Map<String, String> parameters, @Nullable Long length) {
        UUID jobId = Ids.next();
        long open = sql.query("select count(*) from platform.jobs where owner_id = ? and finished_at is null",
                row -> row.getLong(1), ownerId).getFirst();
        if (open >= config.maxOpen()) {
            throw new Problem.Conflict("too_many_jobs",
                    "%d of your jobs are not done yet; wait for one to end, or cancel it".formatted(open));
        }
        long announced = length == null ? 0 : length;
        quota.requireInTurn(ownerId, jobId, announced);
        sql.update("""
                insert into platform.jobs (id, kind, owner_id, parameters, status, created_at, lease_until, input_bytes)
                values (?, ?, ?, ?::jsonb, 'UPLOADING', ?, now() + ? * interval '1 millisecond', ?)""", jobId, kind,
                ownerId, json.write(parameters), clock.instant(), config.uploadLease().toMillis(), announced);
        return jobId;
    }

    private void store(UUID jobId, UUID ownerId, @Nullable Long length, InputStream content) throws IOException {
        int position = 0;
        long bytes = 0;
        for (byte[] piece = content.readNBytes(PIECE_BYTES); piece.length > 0; piece = content
                .readNBytes(PIECE_BYTES)) {
            bytes += piece.length;
            if (length == null) {
                quota.require(ownerId, jobId, bytes);
            }
            int stored = sql.update("""
                    with upload as (
                        update platform.jobs
                           set lease_until = now() + ? * interval '1 millisecond', input_bytes = greatest(input_bytes, ?)
                         where id = ? and status = 'UPLOADING' returning id)
                    insert into platform.job_input (job_id, position, content) select id, ?, ? from upload""",
                    config.uploadLease().toMillis(), bytes, jobId, position++, piece);
            if (stored == 0) {
                throw new IOException("the upload stood still for too long");
            }
        }
    }

    private void queue(UUID jobId, String kind) {
        int found = sql.update("""
                update platform.jobs set status = 'QUEUED', lease_until = null
                 where id = ? and status = 'UPLOADING'""", jobId);
        if (found == 0) {
            throw new IllegalStateException("the upload stood still for too long");
        }
        audit.record(AuditEvent.of("job.queued", "job", jobId).with("kind", kind));
        queued.fire(new Queued());
    }

    /** If this fails, {@link #clean} deletes the upload when its lease has expired. */
    private void discard(UUID jobId) {
        try {
            drop(jobId);
        } catch (RuntimeException fault) {
            LOG.warnf("A broken upload is left for later: %s", DatabaseFailures.reason(fault));
        }
    }

    private void drop(UUID jobId) {
        dropInput(jobId);
        sql.update("delete from platform.jobs where id = ? and status = 'UPLOADING'", jobId);
    }

    /** Deletes the inputs of finished jobs, and abandoned uploads. */
    void clean() {
        ids("select id from platform.jobs where status = 'UPLOADING' and finished_at is null and lease_until < now()")
                .forEach(this::drop);
        for (UUID jobId : ids("select id from platform.jobs where has_input and finished_at is not null limit 100")) {
            dropInput(jobId);
            sql.update("update platform.jobs set has_input = false where id = ?", jobId);
        }
    }

    private List<UUID> ids(String select) {
        return sql.query(select, row -> row.getObject(1, UUID.class));
    }

    private void dropInput(UUID jobId) {
        int deleted;
        do {
            deleted = sql.update("""
                    delete from platform.job_input where job_id = ? and position in (
                        select position from platform.job_input where job_id = ? order by position limit ?)""", jobId,
                    jobId, DELETED_AT_ONCE);
        } while (deleted > 0);
    }
}
