package dev.tradepost.order.reconciliation;

import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

import jakarta.enterprise.context.ApplicationScoped;

import org.jspecify.annotations.Nullable;

import io.quarkus.narayana.jta.QuarkusTransaction;

import dev.tradepost.catalog.api.Inventory;
import dev.tradepost.catalog.api.StockAudit;
import dev.tradepost.kernel.Ids;
import dev.tradepost.order.api.OrderEventType;
import dev.tradepost.order.lifecycle.OrderStatus;
import dev.tradepost.order.lifecycle.Orders;
import dev.tradepost.platform.database.Sql;

/** Stock that is held for orders that do not need it: compares the catalogue's open reservations with our orders. */
@ApplicationScoped
class HeldStock implements Check {

    private static final int PAGE = 1_000;

    private final StockAudit books;
    private final Inventory inventory;
    private final Orders orders;
    private final Sql sql;
    private final ReconciliationConfig config;

    HeldStock(StockAudit books, Inventory inventory, Orders orders, Sql sql,
            ReconciliationConfig config) {
        this.books = books;
        this.inventory = inventory;
        this.orders = orders;
        this.sql = sql;
        this.config = config;
    }

    @Override
    public Set<FindingKind> kinds() {
        return EnumSet.of(FindingKind.CANCELLED_ORDER_HOLDS_STOCK, FindingKind.STOCK_HELD_FOR_NOBODY,
                FindingKind.SENT_ORDER_HOLDS_STOCK);
    }

    @Override
    public List<Finding> find(Instant now) {
        Instant since = now.minus(config.overdueAfter());
        List<Finding> found = new ArrayList<>();
        UUID last = Ids.FIRST;
        List<UUID> holding;
        do {
            holding = books.holding(since, last, PAGE);
            Map<UUID, OrderState> stands = holding.isEmpty() ? Map.of() : stands(holding);
            for (UUID orderId : holding) {
                judge(orderId, stands.get(orderId), since, found);
                last = orderId;
            }
        } while (holding.size() == PAGE && found.size() < config.maxFindings());
        return found;
    }

    private record OrderState(UUID id, OrderStatus status, Instant since) {}

    private Map<UUID, OrderState> stands(List<UUID> ids) {
        Object wanted = Sql.uuids(ids);
        return sql
                .query("select id, status, updated_at from orders.orders where id = any(?)",
                        row -> new OrderState(row.getObject("id", UUID.class),
                                OrderStatus.valueOf(row.getString("status")),
                                row.getTimestamp("updated_at").toInstant()),
                        wanted)
                .stream().collect(Collectors.toMap(OrderState::id, stand -> stand));
    }

    private static void judge(UUID orderId, @Nullable OrderState stand, Instant since, List<Finding> found) {
        if (stand == null) {
            found.add(new Finding(FindingKind.STOCK_HELD_FOR_NOBODY, orderId, "there is no such order"));
        } else if (stand.since().isBefore(since)) { // else whoever is to move the stock has only just heard of it
            switch (stand.status()) {
                case CANCELLED ->
                    found.add(
                            new Finding(FindingKind.CANCELLED_ORDER_HOLDS_STOCK, orderId,
                                    "CANCELLED since " + stand.since()));
                case PROCESSING, SHIPPED, DELIVERED ->
                    found.add(new Finding(FindingKind.SENT_ORDER_HOLDS_STOCK, orderId,
                            stand.status() + ", and its reservation is open"));
                case PENDING, CONFIRMED -> {
                    // As it should be.
                }
            }
        }
    }

    @Override
    public boolean repair(Finding finding) {
        return switch (finding.kind()) {
            case CANCELLED_ORDER_HOLDS_STOCK ->
                orders.republish(finding.subject(), OrderEventType.CANCELLED, OrderStatus.CANCELLED);
            case STOCK_HELD_FOR_NOBODY -> QuarkusTransaction.requiringNew().call(() -> giveBack(finding.subject()));
            default -> false;
        };
    }

    private boolean giveBack(UUID orderId) {
        if (orders.lockStatusOf(orderId).isPresent()) {
            return false;
        }
        inventory.release(orderId);
        return true;
    }
}
