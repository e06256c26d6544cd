package dev.tradepost.platform.job;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;

import jakarta.enterprise.context.ApplicationScoped;

import org.jspecify.annotations.Nullable;

import dev.tradepost.kernel.PageRequest;
import dev.tradepost.kernel.Problem;
import dev.tradepost.platform.database.Sql;
import dev.tradepost.platform.http.Pagination;
import dev.tradepost.platform.json.Json;

/** Reads and cancels jobs. */
@ApplicationScoped
class Jobs {

    private final Sql sql;
    private final Json json;
    private final Clock clock;

    Jobs(Sql sql, Json json, Clock clock) {
        this.sql = sql;
        this.json = json;
        this.clock = clock;
    }

    record StoredError(int position, RowError error) {}

    /** @throws Problem.NotFound also while its upload is incomplete */
    JobView get(UUID jobId) {
        return sql.query("select * from platform.jobs where id = ? and status <> 'UPLOADING'", this::view, jobId)
                .stream()
                .findFirst().orElseThrow(() -> new Problem.NotFound("Job"));
    }

    /** Leaves out jobs that were deleted. */
    Map<UUID, JobView> find(Collection<UUID> jobIds) {
        return sql.query("select * from platform.jobs where id = any(?)", this::view, Sql.uuids(jobIds)).stream()
                .collect(Collectors.toMap(JobView::jobId, Function.identity()));
    }

    /** Newest first. */
    List<JobView> page(@Nullable UUID ownerId, PageRequest page) {
        return sql.query("""
                select * from platform.jobs
                 where status <> 'UPLOADING' and (owner_id = ? or ?)
                 order by id desc limit ? offset ?""", this::view, ownerId, ownerId == null, page.limit(),
                page.offset());
    }

    Pagination pagination(@Nullable UUID ownerId, PageRequest page) {
        long total = sql.query(
                "select count(*) from platform.jobs where status <> 'UPLOADING' and (owner_id = ? or ?)",
                row -> row.getLong(1), ownerId, ownerId == null).getFirst();
        return Pagination.of(page, total);
    }

    /** Some errors in the order of their rows. */
    List<StoredError> errors(UUID jobId, int afterPosition, int limit) {
        return sql.query("""
                select * from platform.job_errors where job_id = ? and position > ?
                 order by position limit ?""", row -> new StoredError(row.getInt("position"),
                new RowError(row.getLong("row_number"), row.getString("field"), row.getString("code"),
                        row.getString("message"))),
                jobId, afterPosition, limit);
    }

    /** Waits for the current batch; no other follows. */
    JobView cancel(UUID jobId) {
        int stopped = sql.update("""
                update platform.jobs set status = 'CANCELLED', finished_at = ?, message = 'Cancelled'
                 where id = ? and status in ('QUEUED', 'RUNNING')""", clock.instant(), jobId);
        if (stopped == 0) {
            throw new Problem.Conflict("job_ended", "The job has ended already");
        }
        return get(jobId);
    }

    private JobView view(ResultSet row) throws SQLException {
        long total = row.getLong("rows_total");
        boolean totalKnown = !row.wasNull();
        return new JobView(row.getObject("id", UUID.class), row.getString("kind"),
                row.getObject("owner_id", UUID.class), json.readMap(row.getString("parameters")),
                JobStatus.valueOf(row.getString("status")), totalKnown ? total : null, row.getLong("rows_done"),
                row.getLong("rows_failed"), Objects.requireNonNull(Sql.instant(row, "created_at")),
                Sql.instant(row, "started_at"), Sql.instant(row, "finished_at"), row.getString("message"));
    }
}
