package dev.tradepost.catalog.search;

import java.math.BigDecimal;
import java.util.stream.IntStream;

import org.jspecify.annotations.Nullable;

/**
 * The number of products in a range of prices.
 *
 * @param from the lowest price, inclusive
 * @param to the highest price, exclusive; null if there is no limit
 */
public record PriceBand(BigDecimal from, @Nullable BigDecimal to,
        long count) {

    private static final int[] LIMITS = {25, 50, 100, 200, 500, 1000};

    /** The limits as a PostgreSQL array. */
    static String limits() {
        return "{" + String.join(",", IntStream.of(LIMITS).mapToObj(Integer::toString).toList()) + "}";
    }

    /** @param bucket the number of limits that the prices reach */
    static PriceBand of(int bucket, long count) {
        return new PriceBand(bucket == 0 ? BigDecimal.ZERO : BigDecimal.valueOf(LIMITS[bucket - 1]),
                bucket == LIMITS.length ? null : BigDecimal.valueOf(LIMITS[bucket]), count);
    }
}
