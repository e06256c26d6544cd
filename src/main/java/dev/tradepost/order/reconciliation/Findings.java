package dev.tradepost.order.reconciliation;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.UUID;

import jakarta.enterprise.context.ApplicationScoped;

import dev.tradepost.kernel.Ids;
import dev.tradepost.order.reconciliation.Check.Finding;
import dev.tradepost.platform.database.Sql;

/** Stores findings from when they are first seen until they are no longer seen, and their repairs. Each method commits by itself. */
@ApplicationScoped
class Findings {

    private final Sql sql;

    Findings(Sql sql) {
        this.sql = sql;
    }

    /** @param failed checks and repairs that failed */
    record Tally(int found, int repaired, int failed) {
        Tally plus(Tally other) {
            return new Tally(found + other.found, repaired + other.repaired, failed + other.failed);
        }
    }

    /**
     * Records that a finding is seen.
     *
     * @param repairInterval how long a repair may take effect before it is made again
     * @return true if a repair is due
     */
    boolean seen(Finding finding, Instant now, Duration repairInterval) {
        return sql.query("""
                insert into orders.reconciliation_findings (id, kind, subject, detail, found_at, seen_at)
                values (?, ?, ?, ?, ?, ?)
                on conflict (kind, subject) where resolved_at is null
                do update set seen_at = excluded.seen_at, detail = excluded.detail
                returning repaired_at is null or repaired_at < ?""", row -> row.getBoolean(1), Ids.next(),
                finding.kind().name(), finding.subject(), finding.detail(), now, now, now.minus(repairInterval))
                .getFirst();
    }

    void repaired(Finding finding, Instant now) {
        sql.update("""
                update orders.reconciliation_findings set repaired_at = ?, repairs = repairs + 1
                 where kind = ? and subject = ? and resolved_at is null""", now, finding.kind().name(),
                finding.subject());
    }

    /** Resolves the findings of these kinds that the run has not seen. */
    void resolveUnseen(Set<FindingKind> kinds, Instant run) {
        sql.update("""
                update orders.reconciliation_findings set resolved_at = ?
                 where kind = any(?) and resolved_at is null and seen_at < ?""", run,
                Sql.texts(kinds, FindingKind::name),
                run);
    }

    List<UUID> open(FindingKind kind) {
        return sql.query("select subject from orders.reconciliation_findings where kind = ? and resolved_at is null",
                row -> row.getObject("subject", UUID.class), kind.name());
    }

    void ran(Instant started, Instant finished, Tally tally) {
        sql.update("""
                insert into orders.reconciliation_runs (id, started_at, finished_at, found, repaired, failed)
                values (?, ?, ?, ?, ?, ?)""", Ids.next(), started, finished, tally.found(), tally.repaired(),
                tally.failed());
    }
}
