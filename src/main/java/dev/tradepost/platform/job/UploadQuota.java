package dev.tradepost.platform.job;

import java.util.UUID;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import jakarta.transaction.Transactional.TxType;

import io.quarkus.runtime.configuration.MemorySize;

import dev.tradepost.kernel.Problem;
import dev.tradepost.platform.database.Sql;
import dev.tradepost.platform.security.Caller;

/**
 * Limits the size of the uploads that unfinished jobs keep in the database, per user and in total. For administrators only the total
 * applies.
 */
@ApplicationScoped
class UploadQuota {

    private static final int RETRY_AFTER_SECONDS = 60;
    private static final long MEGABYTE = 1024L * 1024;
    /** Serializes callers, so that each one sees the announced sizes of the others. */
    private static final String IN_TURN = "select pg_advisory_xact_lock(hashtextextended('platform.jobs.input_bytes', 0))";

    private final Sql sql;
    private final Caller caller;
    private final JobConfig config;

    UploadQuota(Sql sql, Caller caller, JobConfig config) {
        this.sql = sql;
        this.caller = caller;
        this.config = config;
    }

    private record UploadedBytes(long byOwner, long byAll) {}

    /** {@link #require}; concurrent callers wait for the caller's transaction. */
    @Transactional(TxType.MANDATORY)
    void requireInTurn(UUID ownerId, UUID jobId, long bytes) {
        sql.query(IN_TURN, row -> true);
        require(ownerId, jobId, bytes);
    }

    /**
     * @param jobId the upload to leave out of the sum
     * @param bytes size of the upload, or its announced size
     * @throws Problem.TooLarge if the upload alone exceeds the quota
     * @throws Problem.TooMany {@code upload_quota_exceeded}, if it exceeds the quota together with others
     */
    void require(UUID ownerId, UUID jobId, long bytes) {
        long mostOfAll = bytes(config.maxUploadBytes());
        long mostOfOwner = caller.isAdmin() ? mostOfAll : Math.min(mostOfAll, bytes(config.maxUploadBytesPerUser()));
        if (bytes > mostOfOwner) {
            throw new Problem.TooLarge("content_too_large", "An upload may have at most " + megabytes(mostOfOwner));
        }
        UploadedBytes kept = sql.query("""
                select coalesce(sum(input_bytes) filter (where owner_id = ?), 0) as by_owner,
                       coalesce(sum(input_bytes), 0) as by_all
                  from platform.jobs where has_input and id <> ?""",
                row -> new UploadedBytes(row.getLong("by_owner"), row.getLong("by_all")), ownerId, jobId).getFirst();
        if (kept.byOwner() + bytes > mostOfOwner) {
            throw exceeded(
                    "Your uploads that are not done yet have %s; with this one they would have more than %s. Wait for one to end, or cancel it"
                            .formatted(megabytes(kept.byOwner()), megabytes(mostOfOwner)));
        }
        if (kept.byAll() + bytes > mostOfAll) {
            throw exceeded("Too much is uploaded and not done yet; try again later");
        }
    }

    private static Problem exceeded(String detail) {
        return new Problem.TooMany("upload_quota_exceeded", detail, RETRY_AFTER_SECONDS);
    }

    private static long bytes(MemorySize size) {
        return size.asLongValue();
    }

    private static String megabytes(long bytes) {
        return bytes % MEGABYTE == 0 ? bytes / MEGABYTE + " MB" : bytes + " bytes";
    }
}
