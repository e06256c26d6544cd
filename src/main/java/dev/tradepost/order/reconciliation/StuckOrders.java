package dev.tradepost.order.reconciliation;

import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

import jakarta.enterprise.context.ApplicationScoped;

import dev.tradepost.order.api.OrderEventType;
import dev.tradepost.order.history.OrderQueries;
import dev.tradepost.order.history.OrderQueries.OrderState;
import dev.tradepost.order.lifecycle.OrderStatus;
import dev.tradepost.order.lifecycle.Orders;

/** Orders whose next automatic step is missing: its message was lost, or is a dead letter. The event is published again. */
@ApplicationScoped
class StuckOrders implements Check {

    private final OrderQueries queries;
    private final Orders orders;
    private final ReconciliationConfig config;

    StuckOrders(OrderQueries queries, Orders orders, ReconciliationConfig config) {
        this.queries = queries;
        this.orders = orders;
        this.config = config;
    }

    @Override
    public Set<FindingKind> kinds() {
        return EnumSet.of(FindingKind.ORDER_NOT_CHARGED, FindingKind.ORDER_NOT_PREPARED);
    }

    @Override
    public List<Finding> find(Instant now) {
        Instant overdue = now.minus(config.overdueAfter());
        return Stream.concat(
                queries.withoutPayment(overdue, config.maxFindings()).stream()
                        .map(order -> finding(FindingKind.ORDER_NOT_CHARGED, order)),
                queries.withoutStock(overdue, config.maxFindings()).stream()
                        .map(order -> finding(FindingKind.ORDER_NOT_PREPARED, order)))
                .toList();
    }

    private static Finding finding(FindingKind kind, OrderState order) {
        return new Finding(kind, order.orderId(), order.status() + " since " + order.since());
    }

    @Override
    public boolean repair(Finding finding) {
        return finding.kind() == FindingKind.ORDER_NOT_CHARGED
                ? orders.republish(finding.subject(), OrderEventType.CREATED, OrderStatus.PENDING)
                : orders.republish(finding.subject(), OrderEventType.PAID, OrderStatus.CONFIRMED);
    }
}
