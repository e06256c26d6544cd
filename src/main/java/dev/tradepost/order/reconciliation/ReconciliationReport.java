package dev.tradepost.order.reconciliation;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.UUID;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

import org.jspecify.annotations.Nullable;

import dev.tradepost.kernel.PageRequest;
import dev.tradepost.order.reconciliation.ReconciliationResource.FindingFilter;
import dev.tradepost.order.reconciliation.ReconciliationResource.FindingView;
import dev.tradepost.order.reconciliation.ReconciliationResource.Overview;
import dev.tradepost.order.reconciliation.ReconciliationResource.RunView;
import dev.tradepost.platform.database.Sql;
import dev.tradepost.platform.http.Pagination;
import dev.tradepost.platform.metrics.SampledGauges;
import dev.tradepost.platform.metrics.SampledGauges.SampledGauge;

/**
 * Shows findings and the last run to administrators, and as metrics: {@code reconciliation_findings} (the open ones by kind) and
 * {@code reconciliation_age_seconds} (since the last run of any instance).
 */
@ApplicationScoped
class ReconciliationReport {

    private static final String LAST_RUN = "select * from orders.reconciliation_runs order by started_at desc limit 1";
    private static final String OPEN = """
            select lower(kind) as kind, count(*) as findings from orders.reconciliation_findings
             where resolved_at is null group by kind""";
    private static final String AGE = "select coalesce(max(started_at), ?) as last_run from orders.reconciliation_runs";

    private final Sql sql;

    ReconciliationReport(Sql sql) {
        this.sql = sql;
    }

    @Produces
    @Singleton
    static SampledGauges openFindings() {
        return new SampledGauges(Sql.Statement.of(OPEN), "kind",
                Arrays.stream(FindingKind.values()).map(FindingKind::label).toList(),
                List.of(SampledGauge.count("reconciliation_findings", "findings", "Open reconciliation findings")));
    }

    /** Before the first run, the age counts from the start of this instance. */
    @Produces
    @Singleton
    static SampledGauges lastRun(Clock clock) {
        return SampledGauges.untagged(Sql.Statement.of(AGE, clock.instant()),
                SampledGauge.age("reconciliation_age", "last_run", "Time since the last reconciliation run"));
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
