package dev.tradepost.platform.job;

import java.time.Instant;
import java.util.Map;
import java.util.UUID;

import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * A job, as shown to its owner.
 *
 * @param rowsTotal known at the end
 * @param rowsDone processed rows, including rejected ones
 * @param rowsFailed rejected rows
 * @param message how it ended
 */
public record JobView(@Schema(examples = "01a20364-fe91-7eab-ab84-400d33a4ee60") UUID jobId,
        @Schema(examples = "product_import") String kind,
        @Schema(examples = "01a20364-e06f-7c0f-ad7d-3da1aa35a30d") UUID ownerId,
        Map<String, String> parameters,
        JobStatus status,
        @Schema(examples = "120000") @Nullable Long rowsTotal,
        @Schema(examples = "48000") long rowsDone,
        @Schema(examples = "3") long rowsFailed,
        @Schema(examples = "2026-11-24T17:10:40.145195Z") Instant createdAt,
        @Schema(examples = "2026-11-24T17:10:41.145195Z") @Nullable Instant startedAt,
        @Schema(examples = "2026-11-24T17:10:53.145195Z") @Nullable Instant finishedAt,
        @Schema(examples = "3 of 120000 rows were not taken") @Nullable String message) {}
