package dev.tradepost.order.reconciliation;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.Collectors;

import jakarta.enterprise.context.ApplicationScoped;

import org.jspecify.annotations.Nullable;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.scheduler.Scheduled;
import io.quarkus.scheduler.Scheduled.ConcurrentExecution;
import io.smallrye.common.annotation.RunOnVirtualThread;

import dev.tradepost.kernel.PageRequest;
import dev.tradepost.kernel.Pagination;
import dev.tradepost.order.reconciliation.ReconciliationResource.FindingFilter;
import dev.tradepost.order.reconciliation.ReconciliationResource.FindingView;
import dev.tradepost.order.reconciliation.ReconciliationResource.Overview;
import dev.tradepost.order.reconciliation.ReconciliationResource.RunView;
import dev.tradepost.platform.database.Sql;

/**
 * Shows findings and the last run to administrators, and as metrics: {@code reconciliation_findings} (the open ones by kind) and
 * {@code reconciliation_age_seconds} (since the last run of any instance).
 */
@ApplicationScoped
class ReconciliationReport {

    private static final String LAST_RUN = "select * from orders.reconciliation_runs order by started_at desc limit 1";
    private static final String OPEN = """
            select kind, count(*) as findings from orders.reconciliation_findings
             where resolved_at is null group by kind""";

    private final Sql sql;
    private volatile Map<String, Long> open = Map.of();
    private volatile Instant lastRun;

    ReconciliationReport(Sql sql, Clock clock, MeterRegistry metrics) {
        this.sql = sql;
        this.lastRun = clock.instant();
        for (FindingKind kind : FindingKind.values()) {
            Gauge.builder("reconciliation_findings", () -> open.getOrDefault(kind.name(), 0L))
                    .description("Open reconciliation findings").tag("kind", kind.label()).register(metrics);
        }
        Gauge.builder("reconciliation_age", () -> Duration.between(lastRun, clock.instant()).toSeconds())
                .baseUnit("seconds").description("Time since the last reconciliation run")
                .register(metrics);
    }

    @Scheduled(every = "30s", delayed = "10s", concurrentExecution = ConcurrentExecution.SKIP)
    @RunOnVirtualThread
    void sample() {
        record Count(String kind, long findings) {}
        open = sql.query(OPEN, row -> new Count(row.getString("kind"), row.getLong("findings"))).stream()
                .collect(Collectors.toUnmodifiableMap(Count::kind, Count::findings));
        RunView last = lastRun();
        if (last != null) {
            lastRun = last.startedAt();
        }
    }

    Overview overview(FindingFilter shown, @Nullable FindingKind kind, PageRequest page) {
        List<Object> values = new ArrayList<>();
        StringBuilder from = new StringBuilder(" from orders.reconciliation_findings where ").append(switch (shown) {
            case OPEN -> "resolved_at is null";
            case RESOLVED -> "resolved_at is not null";
            case ALL -> "true";
        });
        if (kind != null) {
            from.append(" and kind = ?");
            values.add(kind.name());
        }
        long all = sql.query("select count(*)" + from, row -> row.getLong(1), values.toArray()).getFirst();
        values.add(page.limit());
        values.add(page.offset());
        List<FindingView> found = sql.query("select *" + from + " order by found_at desc, id desc limit ? offset ?",
                ReconciliationReport::finding, values.toArray());
        return new Overview(lastRun(), found, Pagination.of(page, all));
    }

    private @Nullable RunView lastRun() {
        return sql.query(LAST_RUN, ReconciliationReport::run).stream().findFirst().orElse(null);
    }

    /** The kind with that label; null if there is none. */
    static @Nullable FindingKind kind(String label) {
        return Arrays.stream(FindingKind.values()).filter(kind -> kind.label().equals(label)).findFirst().orElse(null);
    }

    private static RunView run(ResultSet row) throws SQLException {
        Instant started = Objects.requireNonNull(Sql.instant(row, "started_at"));
        Instant finished = Objects.requireNonNull(Sql.instant(row, "finished_at"));
        return new RunView(started, Duration.between(started, finished).toMillis(), row.getInt("found"),
                row.getInt("repaired"), row.getInt("failed"));
    }

    private static FindingView finding(ResultSet row) throws SQLException {
        return new FindingView(row.getObject("id", UUID.class), FindingKind.valueOf(row.getString("kind")).label(),
                row.getObject("subject", UUID.class), row.getString("detail"),
                Objects.requireNonNull(Sql.instant(row, "found_at")),
                Objects.requireNonNull(Sql.instant(row, "seen_at")), row.getInt("repairs"),
                Sql.instant(row, "repaired_at"), Sql.instant(row, "resolved_at"));
    }
}
