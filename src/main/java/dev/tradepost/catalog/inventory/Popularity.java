package dev.tradepost.catalog.inventory;

import java.math.BigDecimal;
import java.math.MathContext;
import java.time.Duration;
import java.time.Instant;

/**
 * Sales with a half-life of a week, as {@code products.popularity} stores them (docs/adr/0018).
 *
 * @param value base 2 logarithm of the pieces sold, where a piece counts twice as much as one sold a week earlier
 */
public record Popularity(BigDecimal value) {

    private static final Instant EPOCH = Instant.parse("2026-01-01T00:00:00Z");
    private static final Duration HALF_LIFE = Duration.ofDays(7);

    /** The popularity of a product that sold a single piece, at this time. */
    public static Popularity ofOneSoldAt(Instant time) {
        return new Popularity(BigDecimal.valueOf(Duration.between(EPOCH, time).toMillis())
                .divide(BigDecimal.valueOf(HALF_LIFE.toMillis()), MathContext.DECIMAL64));
    }
}
