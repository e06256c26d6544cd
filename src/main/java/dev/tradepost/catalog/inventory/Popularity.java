package dev.tradepost.catalog.inventory;

import java.math.BigDecimal;
import java.math.MathContext;
import java.time.Duration;
import java.time.Instant;

/**
 * Sales that fade, as {@code products.popularity} keeps them: docs/adr/0018.
 *
 * @param value base 2 logarithm of the pieces sold, each of which counts twice as much as one that was sold a week before
 */
public record Popularity(BigDecimal value) {

    private static final Instant BEGIN = Instant.parse("2026-01-01T00:00:00Z");
    private static final Duration HALF_LIFE = Duration.ofDays(7);

    /** What has sold one piece, at this time. */
    public static Popularity ofOneSoldAt(Instant time) {
        return new Popularity(BigDecimal.valueOf(Duration.between(BEGIN, time).toMillis())
                .divide(BigDecimal.valueOf(HALF_LIFE.toMillis()), MathContext.DECIMAL64));
    }
}
