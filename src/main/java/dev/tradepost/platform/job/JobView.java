package dev.tradepost.platform.job;

import java.time.Instant;
import java.util.Map;
import java.util.UUID;

import org.jspecify.annotations.Nullable;

/**
 * A job, as shown to its owner.
 *
 * @param rowsTotal known at the end
 * @param rowsDone processed rows, including rejected ones
 * @param rowsFailed rejected rows
 * @param message how it ended
 */
public record JobView(UUID jobId,
        String kind,
        UUID ownerId,
        Map<String, String> parameters,
        JobStatus status,
        @Nullable Long rowsTotal,
        long rowsDone,
        long rowsFailed,
        Instant createdAt,
        @Nullable Instant startedAt,
        @Nullable Instant finishedAt,
        @Nullable String message) {}
