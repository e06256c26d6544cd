package dev.tradepost.catalog.search;

import java.math.BigDecimal;
import java.util.stream.IntStream;

import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * Products that cost about the same.
 *
 * @param from the least that they cost
 * @param to what they cost less than; null when there is no such limit
 */
public record PriceBand(@Schema(examples = "25") BigDecimal from, @Schema(examples = "50") @Nullable BigDecimal to,
        @Schema(examples = "12") long count) {

    private static final int[] LIMITS = {25, 50, 100, 200, 500, 1000};

    /** As PostgreSQL writes an array. */
    static String limits() {
        return "{" + String.join(",", IntStream.of(LIMITS).mapToObj(Integer::toString).toList()) + "}";
    }

    /** @param bucket how many of the limits the price reaches */
    static PriceBand of(int bucket, long count) {
        return new PriceBand(bucket == 0 ? BigDecimal.ZERO : BigDecimal.valueOf(LIMITS[bucket - 1]),
                bucket == LIMITS.length ? null : BigDecimal.valueOf(LIMITS[bucket]), count);
    }
}
