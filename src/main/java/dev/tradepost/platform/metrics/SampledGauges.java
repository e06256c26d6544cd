package dev.tradepost.platform.metrics;

import java.util.List;

import org.jspecify.annotations.Nullable;

import dev.tradepost.platform.database.Sql;

/**
 * Gauges whose values one statement reads. A feature produces a bean for its statement, so that {@link GaugeSampler} finds them all.
 *
 * @param statement returns a row for each value of the tag; what has no row is 0
 * @param tag name of the tag and of the column that holds its value; null for gauges without a tag
 * @param tagValues for each of which there is a gauge
 */
public record SampledGauges(Sql.Statement statement, @Nullable String tag, List<String> tagValues,
        List<SampledGauge> gauges) {

    /** Gauges without a tag. */
    public static SampledGauges untagged(Sql.Statement statement, SampledGauge... gauges) {
        return new SampledGauges(statement, null, List.of(""), List.of(gauges));
    }

    /**
     * One gauge.
     *
     * @param column that holds its value
     * @param isAge whether the column holds a time, and the gauge shows the seconds since then
     */
    public record SampledGauge(String metric, String column, String description, boolean isAge) {

        public static SampledGauge count(String metric, String column, String description) {
            return new SampledGauge(metric, column, description, false);
        }

        /** @param metric to whose name {@code _seconds} is added */
        public static SampledGauge age(String metric, String column, String description) {
            return new SampledGauge(metric, column, description, true);
        }
    }
}
