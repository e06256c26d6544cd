package dev.tradepost.order.reconciliation;

import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

import org.jboss.logging.Logger;

import io.quarkus.arc.All;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.scheduler.Scheduled;
import io.quarkus.scheduler.Scheduled.ConcurrentExecution;
import io.smallrye.common.annotation.RunOnVirtualThread;

import dev.tradepost.order.reconciliation.Check.Finding;
import dev.tradepost.order.reconciliation.Findings.Tally;
import dev.tradepost.platform.database.AdvisoryLock;
import dev.tradepost.platform.database.RetentionJob;

/**
 * Runs the checks, in one instance at a time, and repairs what they find and can repair. A repair makes the usual step happen once
 * more; it never makes a step of its own. A check that fails does not keep the others from running.
 */
@ApplicationScoped
class Reconciliation {

    private static final Logger LOG = Logger.getLogger(Reconciliation.class);

    private final List<Check> checks;
    private final Findings findings;
    private final AdvisoryLock advisoryLock;
    private final RetentionJob retentionJob;
    private final ReconciliationConfig config;
    private final Clock clock;
    private volatile boolean stopping;

    Reconciliation(@All List<Check> checks, Findings findings, AdvisoryLock advisoryLock, RetentionJob retentionJob,
            ReconciliationConfig config, Clock clock) {
        this.checks = checks;
        this.findings = findings;
        this.advisoryLock = advisoryLock;
        this.retentionJob = retentionJob;
        this.config = config;
        this.clock = clock;
    }

    void stop(@Observes ShutdownEvent shutdown) {
        stopping = true;
    }

    @Scheduled(every = "${tradepost.reconciliation.interval}", delayed = "1m", identity = "reconciliation", concurrentExecution = ConcurrentExecution.SKIP)
    @RunOnVirtualThread
    void run() {
        if (!advisoryLock.attempt("reconciliation", this::checkAll)) {
            LOG.debug("Another instance is at it");
        }
    }

    private void checkAll() {
        Instant started = clock.instant().truncatedTo(ChronoUnit.MICROS); // as the database keeps it
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
            Tally tally = found.stream().map(finding -> deal(check, finding, started)).reduce(new Tally(0, 0, 0),
                    Tally::plus);
            if (found.size() < config.maxFindings()) { // else there may be others that were not looked at
                findings.resolveUnseen(check.kinds(), started);
            }
            return tally;
        } catch (RuntimeException failure) {
            LOG.errorf(failure, "The check of %s has failed", check.kinds());
            return new Tally(0, 0, 1);
        }
    }

    private Tally deal(Check check, Finding finding, Instant started) {
        try {
            boolean due = findings.note(finding, started, config.repairInterval());
            if (stopping || !due || !check.repair(finding)) {
                return new Tally(1, 0, 0);
            }
            findings.repaired(finding, clock.instant());
            return new Tally(1, 1, 0);
        } catch (RuntimeException failure) {
            LOG.errorf(failure, "%s of %s cannot be dealt with", finding.kind(), finding.subject());
            return new Tally(1, 0, 1);
        }
    }

    @Scheduled(every = "1h", delayed = "3m")
    void prune() {
        long gone = retentionJob.prune("""
                delete from orders.reconciliation_findings where id in (
                    select id from orders.reconciliation_findings
                     where resolved_at < now() - ?1 * interval '1 second' limit ?2)""", config.retention().toSeconds());
        gone += retentionJob.prune("""
                delete from orders.reconciliation_runs where id in (
                    select id from orders.reconciliation_runs
                     where started_at < now() - ?1 * interval '1 second' limit ?2)""", config.retention().toSeconds());
        LOG.debugf("Forgot %d old findings and runs", gone);
    }
}
