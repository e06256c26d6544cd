package dev.tradepost.order.reconciliation;

import java.time.Instant;
import java.time.ZoneOffset;
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

/** Payments that were begun and never ended, because whoever was at it died and the message with it. The gateway is asked. */
@ApplicationScoped
class UnansweredPayments implements Check {

    private static final Logger LOG = Logger.getLogger(UnansweredPayments.class);
    private static final String UNANSWERED = """
            select p.order_id, p.claimed_until, p.tries, o.status
              from orders.payments p join orders.orders o on o.id = p.order_id
             where p.status in ('STARTED', 'ACTION_REQUIRED') and p.claimed_until < ?
             order by p.order_id limit ?""";

    private final Sql sql;
    private final Payments payments;
    private final ReconciliationConfig config;

    UnansweredPayments(Sql sql, Payments payments, ReconciliationConfig config) {
        this.sql = sql;
        this.payments = payments;
        this.config = config;
    }

    @Override
    public Set<FindingKind> kinds() {
        return EnumSet.of(FindingKind.PAYMENT_UNANSWERED);
    }

    @Override
    public List<Finding> find(Instant now) {
        Object since = now.minus(config.overdueAfter()).atOffset(ZoneOffset.UTC);
        return sql.query(
                UNANSWERED, row -> new Finding(FindingKind.PAYMENT_UNANSWERED, row.getObject("order_id", UUID.class),
                        "begun %d times, no answer since %s, order is %s".formatted(row.getInt("tries"),
                                row.getTimestamp("claimed_until").toInstant(), row.getString("status"))),
                since, config.maxFindings());
    }

    @Override
    public boolean repair(Finding finding) {
        try {
            payments.collect(finding.subject());
            return true;
        } catch (PaymentPending | PaymentUndecided later) {
            LOG.infof("The payment of order %s is still open: %s", finding.subject(), later.getMessage());
            return true;
        }
    }
}
