package dev.tradepost.order.reconciliation;

import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

import jakarta.enterprise.context.ApplicationScoped;

import dev.tradepost.order.history.OrderQueries;

/** Cancelled orders whose money the gateway has refused to send back. */
@ApplicationScoped
class KeptMoneyCheck implements Check {

    private final OrderQueries orders;
    private final ReconciliationConfig config;

    KeptMoneyCheck(OrderQueries orders, ReconciliationConfig config) {
        this.orders = orders;
        this.config = config;
    }

    @Override
    public Set<FindingKind> kinds() {
        return EnumSet.of(FindingKind.CANCELLED_ORDER_KEEPS_MONEY);
    }

    @Override
    public List<Finding> find(Instant now) {
        return orders.keepingMoney(now.minus(config.overdueAfter()), config.maxFindings()).stream()
                .map(kept -> new Finding(FindingKind.CANCELLED_ORDER_KEEPS_MONEY, kept.orderId(),
                        kept.amount().toString()))
                .toList();
    }

    @Override
    public boolean repair(Finding finding) {
        return false;
    }
}
