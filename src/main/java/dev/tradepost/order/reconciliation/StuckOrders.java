package dev.tradepost.order.reconciliation;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;

import jakarta.enterprise.context.ApplicationScoped;

import dev.tradepost.order.api.OrderEventType;
import dev.tradepost.order.lifecycle.OrderStatus;
import dev.tradepost.order.lifecycle.Orders;
import dev.tradepost.platform.database.Sql;

/** Orders whose next step is ours and does not come: the message that would have made it is lost or given up. */
@ApplicationScoped
class StuckOrders implements Check {

    private static final String NOT_CHARGED = """
            select o.id, o.updated_at from orders.orders o
             where o.status = 'PENDING' and o.created_at < ?
               and not exists (select 1 from orders.payments p where p.order_id = o.id)
             order by o.created_at limit ?""";
    private static final String NOT_PREPARED = """
            select id, updated_at from orders.orders
             where status = 'CONFIRMED' and created_at < ? and updated_at < ?
             order by created_at limit ?""";

    private final Sql sql;
    private final Orders orders;
    private final ReconciliationConfig config;

    StuckOrders(Sql sql, Orders orders, ReconciliationConfig config) {
        this.sql = sql;
        this.orders = orders;
        this.config = config;
    }

    @Override
    public Set<FindingKind> kinds() {
        return EnumSet.of(FindingKind.ORDER_NOT_CHARGED, FindingKind.ORDER_NOT_PREPARED);
    }

    @Override
    public List<Finding> find(Instant now) {
        OffsetDateTime since = now.minus(config.overdueAfter()).atOffset(ZoneOffset.UTC);
        List<Finding> found = new ArrayList<>(
                sql.query(NOT_CHARGED, row -> finding(FindingKind.ORDER_NOT_CHARGED, "PENDING", row), since,
                        config.maxFindings()));
        found.addAll(
                sql.query(NOT_PREPARED, row -> finding(FindingKind.ORDER_NOT_PREPARED, "CONFIRMED", row), since, since,
                        config.maxFindings()));
        return found;
    }

    private static Finding finding(FindingKind findingKind, String status, ResultSet row) throws SQLException {
        return new Finding(findingKind, row.getObject("id", UUID.class),
                status + " since " + row.getTimestamp("updated_at").toInstant());
    }

    @Override
    public boolean repair(Finding finding) {
        return finding.kind() == FindingKind.ORDER_NOT_CHARGED
                ? orders.republish(finding.subject(), OrderEventType.CREATED, OrderStatus.PENDING)
                : orders.republish(finding.subject(), OrderEventType.PAID, OrderStatus.CONFIRMED);
    }
}
