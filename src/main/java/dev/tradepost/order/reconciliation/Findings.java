package dev.tradepost.order.reconciliation;

import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.UUID;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;
import jakarta.transaction.Transactional;
import jakarta.transaction.Transactional.TxType;

import dev.tradepost.kernel.Ids;
import dev.tradepost.order.reconciliation.Check.Finding;

/** Keeps what was found, from when it was first seen until it is seen no more, and what was done about it. */
@ApplicationScoped
class Findings {

    private static final String NOTE = """
            insert into orders.reconciliation_findings (id, kind, subject, detail, found_at, seen_at)
            values (?1, ?2, ?3, ?4, ?5, ?5)
            on conflict (kind, subject) where resolved_at is null
            do update set seen_at = excluded.seen_at, detail = excluded.detail
            returning repaired_at is null or repaired_at < ?6""";

    private final EntityManager entities;

    Findings(EntityManager entities) {
        this.entities = entities;
    }

    /**
     * Notes that it is there.
     *
     * @param again after which a repair that has not helped is to be made again
     * @return whether a repair is due
     */
    @Transactional(TxType.REQUIRES_NEW)
    boolean note(Finding finding, Instant now, Duration again) {
        return (Boolean) entities.createNativeQuery(NOTE, Boolean.class).setParameter(1, Ids.next())
                .setParameter(2, finding.kind().name()).setParameter(3, finding.subject())
                .setParameter(4, finding.detail()).setParameter(5, Timestamp.from(now))
                .setParameter(6, Timestamp.from(now.minus(again))).getSingleResult();
    }

    @Transactional(TxType.REQUIRES_NEW)
    void repaired(Finding finding, Instant now) {
        entities.createNativeQuery("""
                update orders.reconciliation_findings set repaired_at = ?3, repairs = repairs + 1
                 where kind = ?1 and subject = ?2 and resolved_at is null""").setParameter(1, finding.kind().name())
                .setParameter(2, finding.subject()).setParameter(3, Timestamp.from(now)).executeUpdate();
    }

    /** What of these kinds was not seen by the run is over. */
    @Transactional(TxType.REQUIRES_NEW)
    void resolveUnseen(Set<FindingKind> kinds, Instant run) {
        entities.createNativeQuery("""
                update orders.reconciliation_findings set resolved_at = ?2
                 where kind in (?1) and resolved_at is null and seen_at < ?2""")
                .setParameter(1, kinds.stream().map(Enum::name).toList()).setParameter(2, Timestamp.from(run))
                .executeUpdate();
    }

    /** What is known of the kind and not over. */
    @Transactional(TxType.REQUIRES_NEW)
    List<UUID> open(FindingKind findingKind) {
        List<?> subjects = entities.createNativeQuery(
                "select subject from orders.reconciliation_findings where kind = ?1 and resolved_at is null",
                UUID.class).setParameter(1, findingKind.name()).getResultList();
        return subjects.stream().map(UUID.class::cast).toList();
    }

    @Transactional(TxType.REQUIRES_NEW)
    void ran(Instant started, Instant finished, Tally tally) {
        entities.createNativeQuery("""
                insert into orders.reconciliation_runs (id, started_at, finished_at, found, repaired, failed)
                values (?1, ?2, ?3, ?4, ?5, ?6)""").setParameter(1, Ids.next())
                .setParameter(2, Timestamp.from(started)).setParameter(3, Timestamp.from(finished))
                .setParameter(4, tally.found()).setParameter(5, tally.repaired()).setParameter(6, tally.failed())
                .executeUpdate();
    }

    /**
     * What came of a run.
     *
     * @param failed checks and repairs that broke
     */
    record Tally(int found, int repaired, int failed) {
        Tally plus(Tally other) {
            return new Tally(found + other.found, repaired + other.repaired, failed + other.failed);
        }
    }
}
