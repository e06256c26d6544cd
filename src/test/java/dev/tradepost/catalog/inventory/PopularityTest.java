package dev.tradepost.catalog.inventory;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.time.Instant;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PopularityTest {

    @ParameterizedTest
    @CsvSource({"2026-01-01T00:00:00Z,0", "2026-01-08T00:00:00Z,1", "2026-01-15T00:00:00Z,2",
            "2026-01-04T12:00:00Z,0.5", "2025-12-25T00:00:00Z,-1"})
    void a_sale_counts_twice_as_much_as_one_a_week_before(Instant time, BigDecimal logarithm) {
        assertThat(Popularity.ofOneSoldAt(time).value()).isEqualByComparingTo(logarithm);
    }
}
