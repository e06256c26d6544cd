package dev.tradepost.order.reconciliation;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;

import jakarta.enterprise.context.ApplicationScoped;

import org.jboss.logging.Logger;

import dev.tradepost.order.payment.Payments;
import dev.tradepost.order.payment.Payments.PaymentPending;
import dev.tradepost.order.payment.Payments.PaymentUndecided;
import dev.tradepost.platform.database.Sql;

/** Payments and refunds that were started, and whose instance has died together with the message. The gateway is asked. */
@ApplicationScoped
class UnansweredTransfers implements Check {

    private static final Logger LOG = Logger.getLogger(UnansweredTransfers.class);
    private static final String PAYMENTS = """
            select order_id, claimed_until as since, tries from orders.payments
             where status in ('STARTED', 'ACTION_REQUIRED') and claimed_until < ?
             order by order_id limit ?""";
    private static final String REFUNDS = """
            select order_id, min(claimed_until) as since, max(tries) as tries from orders.refunds
             where status in ('REQUESTED', 'STARTED') and claimed_until < ?
             group by order_id order by order_id limit ?""";

    private final Sql sql;
    private final Payments payments;
    private final ReconciliationConfig config;

    UnansweredTransfers(Sql sql, Payments payments, ReconciliationConfig config) {
        this.sql = sql;
        this.payments = payments;
        this.config = config;
    }

    @Override
    public Set<FindingKind> kinds() {
        return EnumSet.of(FindingKind.PAYMENT_UNANSWERED, FindingKind.REFUND_UNANSWERED);
    }

    @Override
    public List<Finding> find(Instant now) {
        Instant overdue = now.minus(config.overdueAfter());
        List<Finding> found = new ArrayList<>(
                sql.query(PAYMENTS, row -> finding(FindingKind.PAYMENT_UNANSWERED, row), overdue,
                        config.maxFindings()));
        found.addAll(
                sql.query(REFUNDS, row -> finding(FindingKind.REFUND_UNANSWERED, row), overdue, config.maxFindings()));
        return found;
    }

    private static Finding finding(FindingKind kind, ResultSet row) throws SQLException {
        return new Finding(kind, row.getObject("order_id", UUID.class),
                "no answer since %s, tried %d times".formatted(Sql.instant(row, "since"), row.getInt("tries")));
    }

    @Override
    public boolean repair(Finding finding) {
        try {
            if (finding.kind() == FindingKind.PAYMENT_UNANSWERED) {
                payments.collect(finding.subject());
            } else {
                payments.refund(finding.subject());
            }
        } catch (PaymentPending | PaymentUndecided later) {
            LOG.infof("%s of order %s is not decided yet: %s", finding.kind(), finding.subject(), later.getMessage());
        }
        return true;
    }
}
