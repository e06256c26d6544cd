package dev.tradepost.order.reconciliation;

import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

import org.jboss.logging.Logger;

import io.quarkus.arc.All;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.scheduler.Scheduled;
import io.quarkus.scheduler.Scheduled.ConcurrentExecution;
import io.smallrye.common.annotation.RunOnVirtualThread;

import dev.tradepost.order.reconciliation.Check.Finding;
import dev.tradepost.order.reconciliation.Findings.Tally;
import dev.tradepost.platform.database.Leases;
import dev.tradepost.platform.database.Retention;

/**
 * Runs the checks in one instance at a time, and repairs what can be repaired. A repair only makes a usual step happen again. A check that
 * fails does not keep the others from running.
 */
@ApplicationScoped
class Reconciliation {

    private static final Logger LOG = Logger.getLogger(Reconciliation.class);

    private final List<Check> checks;
    private final Findings findings;
    private final Leases leases;
    private final ReconciliationConfig config;
    private final Clock clock;
    private volatile boolean stopping;

    Reconciliation(@All List<Check> checks, Findings findings, Leases leases, ReconciliationConfig config,
            Clock clock) {
        this.checks = checks;
        this.findings = findings;
        this.leases = leases;
        this.config = config;
        this.clock = clock;
    }

    void stop(@Observes ShutdownEvent shutdown) {
        stopping = true;
    }

    @Scheduled(every = "${tradepost.reconciliation.interval}", delayed = "1m", identity = "reconciliation", concurrentExecution = ConcurrentExecution.SKIP)
    @RunOnVirtualThread
    void run() {
        if (!leases.runExclusively("reconciliation", this::checkAll)) {
            LOG.debug("Another instance runs reconciliation");
        }
    }

    private void checkAll() {
        Instant started = clock.instant().truncatedTo(ChronoUnit.MICROS); // the precision of the database
        Tally tally = new Tally(0, 0, 0);
        for (Check check : checks) {
            if (stopping) {
                return;
            }
            tally = tally.plus(run(check, started));
        }
        findings.ran(started, clock.instant(), tally);
        if (tally.found() > 0 || tally.failed() > 0) {
            LOG.warnf("Reconciliation: %d found, %d repaired, %d failed; see /api/v1/admin/reconciliation",
                    tally.found(), tally.repaired(), tally.failed());
        }
    }

    private Tally run(Check check, Instant started) {
        try {
            List<Finding> found = check.find(started);
            Tally tally = found.stream().map(finding -> handle(check, finding, started)).reduce(new Tally(0, 0, 0),
                    Tally::plus);
            if (found.size() < config.maxFindings()) { // otherwise the check did not look at all of them
                findings.resolveUnseen(check.kinds(), started);
            }
            return tally;
        } catch (RuntimeException failure) {
            LOG.errorf(failure, "The check for %s failed", check.kinds());
            return new Tally(0, 0, 1);
        }
    }

    private Tally handle(Check check, Finding finding, Instant started) {
        try {
            boolean due = findings.seen(finding, started, config.repairInterval());
            if (stopping || !due || !check.repair(finding)) {
                return new Tally(1, 0, 0);
            }
            findings.repaired(finding, clock.instant());
            return new Tally(1, 1, 0);
        } catch (RuntimeException failure) {
            LOG.errorf(failure, "Finding %s of %s could not be handled", finding.kind(), finding.subject());
            return new Tally(1, 0, 1);
        }
    }

    @Produces
    @Singleton
    static Retention findings(ReconciliationConfig config) {
        return new Retention("orders.reconciliation_findings", "id", "resolved_at < ?", config.retention());
    }

    @Produces
    @Singleton
    static Retention runs(ReconciliationConfig config) {
        return new Retention("orders.reconciliation_runs", "id", "started_at < ?", config.retention());
    }
}
