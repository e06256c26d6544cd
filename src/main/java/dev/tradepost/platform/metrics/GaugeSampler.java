package dev.tradepost.platform.metrics;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import jakarta.enterprise.context.ApplicationScoped;

import org.jboss.logging.Logger;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.quarkus.arc.All;
import io.quarkus.runtime.Startup;
import io.quarkus.scheduler.Scheduled;
import io.quarkus.scheduler.Scheduled.ConcurrentExecution;
import io.smallrye.common.annotation.RunOnVirtualThread;

import dev.tradepost.platform.database.Sql;
import dev.tradepost.platform.metrics.SampledGauges.SampledGauge;

/** Reads the values of all {@link SampledGauges} from the database every 15 seconds. A scrape shows the last values and waits for nothing. */
@Startup
@ApplicationScoped
public class GaugeSampler {

    private static final Logger LOG = Logger.getLogger(GaugeSampler.class);

    private final List<SampledGauges> sources;
    private final Sql sql;
    private final Clock clock;
    /** The last sample: counts, and times in seconds since 1970. */
    private final Map<SampledGauges, Map<Series, Long>> samples = new ConcurrentHashMap<>();

    private record Series(String metric, String tagValue) {}

    GaugeSampler(@All List<SampledGauges> sources, Sql sql, Clock clock, MeterRegistry metrics) {
        this.sources = sources;
        this.sql = sql;
        this.clock = clock;
        for (SampledGauges source : sources) {
            for (SampledGauge gauge : source.gauges()) {
                source.tagValues().forEach(tagValue -> register(source, gauge, tagValue, metrics));
            }
        }
    }

    private void register(SampledGauges source, SampledGauge gauge, String tagValue, MeterRegistry metrics) {
        Gauge.builder(gauge.metric(), () -> value(source, gauge, tagValue)).description(gauge.description())
                .baseUnit(gauge.isAge() ? "seconds" : null)
                .tags(source.tag() == null ? Tags.empty() : Tags.of(source.tag(), tagValue)).register(metrics);
    }

    private long value(SampledGauges source, SampledGauge gauge, String tagValue) {
        Long sampled = samples.getOrDefault(source, Map.of()).get(new Series(gauge.metric(), tagValue));
        if (sampled == null) {
            return 0;
        }
        return gauge.isAge() ? Math.max(0, clock.instant().getEpochSecond() - sampled) : sampled;
    }

    @Scheduled(every = "15s", delayed = "5s", identity = "gauges", concurrentExecution = ConcurrentExecution.SKIP)
    @RunOnVirtualThread
    public void sample() {
        for (SampledGauges source : sources) {
            try {
                sample(source);
            } catch (RuntimeException failure) {
                LOG.warnf("%s cannot be read: %s", source.gauges().getFirst().metric(), failure.getMessage());
            }
        }
    }

    private void sample(SampledGauges source) {
        Map<Series, Long> sample = new HashMap<>();
        sql.query(source.statement(), row -> read(source, row)).forEach(sample::putAll);
        samples.put(source, sample);
    }

    private static Map<Series, Long> read(SampledGauges source, ResultSet row) throws SQLException {
        String tagValue = source.tag() == null ? "" : row.getString(source.tag());
        Map<Series, Long> read = new HashMap<>();
        for (SampledGauge gauge : source.gauges()) {
            Instant since = gauge.isAge() ? Sql.instant(row, gauge.column()) : null;
            if (since != null) {
                read.put(new Series(gauge.metric(), tagValue), since.getEpochSecond());
            } else if (!gauge.isAge()) {
                read.put(new Series(gauge.metric(), tagValue), row.getLong(gauge.column()));
            }
        }
        return read;
    }
}
