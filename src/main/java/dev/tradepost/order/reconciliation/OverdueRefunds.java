package dev.tradepost.order.reconciliation;

import java.time.Instant;
import java.time.ZoneOffset;
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

/** What customers should have back and have not. */
@ApplicationScoped
class OverdueRefunds implements Check {

    private static final Logger LOG = Logger.getLogger(OverdueRefunds.class);
    private static final String UNANSWERED = """
            select order_id, min(claimed_until) as since, count(*) as refunds
              from orders.refunds
             where status in ('REQUESTED', 'STARTED') and claimed_until < ?
             group by order_id order by order_id limit ?""";
    private static final String KEPT = """
            select o.id, p.amount - p.refunded_amount as kept, p.currency
              from orders.payments p join orders.orders o on o.id = p.order_id
             where p.status = 'CAPTURED' and o.status = 'CANCELLED' and p.refunded_amount < p.amount
               and o.updated_at < ? and p.updated_at < ?
             order by o.id limit ?""";

    private final Sql sql;
    private final Payments payments;
    private final ReconciliationConfig config;

    OverdueRefunds(Sql sql, Payments payments, ReconciliationConfig config) {
        this.sql = sql;
        this.payments = payments;
        this.config = config;
    }

    @Override
    public Set<FindingKind> kinds() {
        return EnumSet.of(FindingKind.REFUND_UNANSWERED, FindingKind.CANCELLED_ORDER_KEEPS_MONEY);
    }

    @Override
    public List<Finding> find(Instant now) {
        Object since = now.minus(config.overdueAfter()).atOffset(ZoneOffset.UTC);
        List<Finding> found = new ArrayList<>(
                sql.query(UNANSWERED,
                        row -> new Finding(FindingKind.REFUND_UNANSWERED, row.getObject("order_id", UUID.class),
                                "%d refunds without an answer since %s".formatted(row.getInt("refunds"),
                                        row.getTimestamp("since").toInstant())),
                        since, config.maxFindings()));
        found.addAll(sql.query(KEPT,
                row -> new Finding(FindingKind.CANCELLED_ORDER_KEEPS_MONEY, row.getObject("id", UUID.class),
                        "%s %s".formatted(row.getString("currency"), row.getBigDecimal("kept").toPlainString())),
                since, since, config.maxFindings()));
        return found;
    }

    @Override
    public boolean repair(Finding finding) {
        if (finding.kind() == FindingKind.CANCELLED_ORDER_KEEPS_MONEY) {
            return false;
        }
        try {
            payments.refund(finding.subject());
        } catch (PaymentPending | PaymentUndecided later) {
            LOG.infof("A refund of order %s is still open: %s", finding.subject(), later.getMessage());
        }
        return true;
    }
}
