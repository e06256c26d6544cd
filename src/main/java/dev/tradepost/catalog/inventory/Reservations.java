package dev.tradepost.catalog.inventory;

import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;
import jakarta.transaction.Transactional;
import jakarta.transaction.Transactional.TxType;

import dev.tradepost.catalog.api.InsufficientStock;
import dev.tradepost.catalog.api.InsufficientStock.Shortage;
import dev.tradepost.catalog.api.Inventory;
import dev.tradepost.platform.database.Sql;

/** Reservations of orders, and the stock that they move ({@link StockLevels}). The database checks and changes in one statement. */
@ApplicationScoped
class Reservations implements Inventory {

    private static final String SETTLE = """
            update catalog.reservations
               set status = ?, settled_at = ?
             where order_id = any(?) and status = ? and expires_at <= ?
            returning order_id, product_id, quantity""";
    private static final String OPEN = "OPEN";
    private static final String COMMITTED = "COMMITTED";
    /** Later than any reservation expires. */
    private static final Instant ANY_EXPIRY = Instant.parse("9999-12-31T00:00:00Z");

    private final Sql sql;
    private final StockLevels levels;
    private final Event<StockChanged> changed;
    private final LowStock lowStock;
    private final Clock clock;

    Reservations(Sql sql, StockLevels levels, Event<StockChanged> changed, LowStock lowStock, Clock clock) {
        this.sql = sql;
        this.levels = levels;
        this.changed = changed;
        this.lowStock = lowStock;
        this.clock = clock;
    }

    /** A line of an order. */
    record OrderDemand(UUID orderId, Demand demand) {}

    @Override
    @Transactional(TxType.MANDATORY)
    public void reserve(Map<UUID, List<Demand>> demand, Instant expiresAt) {
        List<OrderDemand> lines = demand.entrySet().stream()
                .flatMap(order -> order.getValue().stream().map(wanted -> new OrderDemand(order.getKey(), wanted)))
                .toList();
        List<Demand> total = total(lines);
        Map<UUID, Integer> available = levels.reserve(total, lines, expiresAt);
        requireEnough(total, available);
        for (Demand product : total) {
            int before = available.getOrDefault(product.productId(), 0);
            lowStock.availabilityChanged(product.productId(), before, before - product.quantity());
        }
        fireChanged(total);
    }

    private static void requireEnough(List<Demand> demand, Map<UUID, Integer> available) {
        List<Shortage> shortages = new ArrayList<>();
        for (Demand product : demand) {
            int there = available.getOrDefault(product.productId(), 0);
            if (there < product.quantity()) {
                shortages.add(new Shortage(product.productId(), product.quantity(), there));
            }
        }
        if (!shortages.isEmpty()) {
            throw new InsufficientStock(shortages);
        }
    }

    @Override
    @Transactional(TxType.MANDATORY)
    public Set<UUID> commit(Set<UUID> orderIds) {
        List<OrderDemand> settled = settle(orderIds, OPEN, COMMITTED, ANY_EXPIRY);
        if (!settled.isEmpty()) {
            levels.takeOut(total(settled));
        }
        Set<UUID> committed = new HashSet<>();
        settled.forEach(line -> committed.add(line.orderId()));
        if (committed.size() < orderIds.size()) {
            committed.addAll(committedBefore(orderIds));
        }
        return committed;
    }

    private List<UUID> committedBefore(Set<UUID> orderIds) {
        return sql.query("select order_id from catalog.reservations where order_id = any(?) and status = 'COMMITTED'",
                row -> row.getObject(1, UUID.class), Sql.uuids(orderIds));
    }

    @Override
    @Transactional(TxType.MANDATORY)
    public void release(UUID orderId) {
        if (!releaseOpen(orderId, ANY_EXPIRY)) {
            putBack(orderId);
        }
    }

    /**
     * Releases a reservation that has expired.
     *
     * @return false if there is none
     */
    @Transactional(TxType.MANDATORY)
    boolean expire(UUID orderId) {
        return releaseOpen(orderId, clock.instant());
    }

    private boolean releaseOpen(UUID orderId, Instant expiredAt) {
        List<Demand> released = total(settle(Set.of(orderId), OPEN, "RELEASED", expiredAt));
        if (released.isEmpty()) {
            return false;
        }
        levels.release(released);
        fireChanged(released);
        return true;
    }

    /** Needs a statement of its own: only a later one sees a commit that {@link #releaseOpen} has waited for. */
    private void putBack(UUID orderId) {
        List<Demand> returned = total(settle(Set.of(orderId), COMMITTED, "RETURNED", ANY_EXPIRY));
        if (!returned.isEmpty()) {
            levels.putBack(returned);
            fireChanged(returned);
        }
    }

    private List<OrderDemand> settle(Set<UUID> orderIds, String from, String to, Instant expiredAt) {
        return sql.query(SETTLE,
                row -> new OrderDemand(row.getObject(1, UUID.class),
                        new Demand(row.getObject(2, UUID.class), row.getInt(3))),
                to, clock.instant(), Sql.uuids(orderIds), from, expiredAt);
    }

    /** The demand of all lines, per product. */
    private static List<Demand> total(List<OrderDemand> lines) {
        Map<UUID, Integer> pieces = new LinkedHashMap<>();
        lines.forEach(line -> pieces.merge(line.demand().productId(), line.demand().quantity(), Integer::sum));
        return pieces.entrySet().stream().map(each -> new Demand(each.getKey(), each.getValue())).toList();
    }

    private void fireChanged(List<Demand> products) {
        changed.fire(new StockChanged(products.stream().map(Demand::productId).toList()));
    }
}
