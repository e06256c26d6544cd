package dev.tradepost.order.reconciliation;

import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

import jakarta.enterprise.context.ApplicationScoped;

import org.jspecify.annotations.Nullable;

import io.quarkus.narayana.jta.QuarkusTransaction;

import dev.tradepost.catalog.api.Inventory;
import dev.tradepost.catalog.api.StockAudit;
import dev.tradepost.kernel.Ids;
import dev.tradepost.order.api.OrderEventType;
import dev.tradepost.order.history.OrderQueries;
import dev.tradepost.order.history.OrderQueries.OrderState;
import dev.tradepost.order.lifecycle.OrderStatus;
import dev.tradepost.order.lifecycle.Orders;

/** Stock that is reserved for orders that do not need it: compares the catalogue's open reservations with the orders. */
@ApplicationScoped
class HeldStock implements Check {

    private static final int PAGE = 1_000;

    private final StockAudit stock;
    private final Inventory inventory;
    private final OrderQueries queries;
    private final Orders orders;
    private final ReconciliationConfig config;

    HeldStock(StockAudit stock, Inventory inventory, OrderQueries queries, Orders orders, ReconciliationConfig config) {
        this.stock = stock;
        this.inventory = inventory;
        this.queries = queries;
        this.orders = orders;
        this.config = config;
    }

    @Override
    public Set<FindingKind> kinds() {
        return EnumSet.of(FindingKind.CANCELLED_ORDER_HOLDS_STOCK, FindingKind.STOCK_HELD_FOR_NOBODY,
                FindingKind.SENT_ORDER_HOLDS_STOCK);
    }

    @Override
    public List<Finding> find(Instant now) {
        Instant overdue = now.minus(config.overdueAfter());
        List<Finding> found = new ArrayList<>();
        UUID last = Ids.FIRST;
        List<UUID> page;
        do {
            page = stock.ordersHoldingStock(overdue, last, PAGE);
            Map<UUID, OrderState> states = queries.states(page);
            page.forEach(orderId -> finding(orderId, states.get(orderId), overdue).ifPresent(found::add));
            last = page.isEmpty() ? last : page.getLast();
        } while (page.size() == PAGE && found.size() < config.maxFindings());
        return found;
    }

    private static Optional<Finding> finding(UUID orderId, @Nullable OrderState order, Instant overdue) {
        if (order == null) {
            return Optional.of(new Finding(FindingKind.STOCK_HELD_FOR_NOBODY, orderId, "there is no such order"));
        }
        if (!order.since().isBefore(overdue)) {
            return Optional.empty(); // its event may not have been handled yet
        }
        return switch (order.status()) {
            case CANCELLED -> Optional.of(new Finding(FindingKind.CANCELLED_ORDER_HOLDS_STOCK, orderId,
                    "CANCELLED since " + order.since()));
            case PROCESSING, SHIPPED, DELIVERED -> Optional.of(new Finding(FindingKind.SENT_ORDER_HOLDS_STOCK, orderId,
                    order.status() + ", and its reservation is open"));
            case PENDING, CONFIRMED -> Optional.empty();
        };
    }

    @Override
    public boolean repair(Finding finding) {
        return switch (finding.kind()) {
            case CANCELLED_ORDER_HOLDS_STOCK ->
                orders.republish(finding.subject(), OrderEventType.CANCELLED, OrderStatus.CANCELLED);
            case STOCK_HELD_FOR_NOBODY -> QuarkusTransaction.requiringNew().call(() -> release(finding.subject()));
            default -> false;
        };
    }

    private boolean release(UUID orderId) {
        if (orders.lockStatusOf(orderId).isPresent()) {
            return false;
        }
        inventory.release(orderId);
        return true;
    }
}
