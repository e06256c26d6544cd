package dev.tradepost.catalog.inventory;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;
import jakarta.persistence.EntityManager;
import jakarta.transaction.Transactional;
import jakarta.transaction.Transactional.TxType;

import org.hibernate.Session;
import org.hibernate.jdbc.ReturningWork;
import org.jspecify.annotations.Nullable;

import dev.tradepost.catalog.api.InsufficientStock;
import dev.tradepost.catalog.api.InsufficientStock.Shortage;
import dev.tradepost.catalog.api.Inventory;
import dev.tradepost.platform.database.Jdbc;
import dev.tradepost.platform.database.Sql;

/**
 * Keeps what is held for whom, and moves the stock with it ({@link StockLevels}). In SQL, so that the database checks and changes
 * in one step: nothing that was read before can be out of date.
 */
@ApplicationScoped
class Reservations implements Inventory {

    private static final String SETTLE = """
            update catalog.reservations
               set status = ?, settled_at = ?
             where order_id = any(?) and status = ? and expires_at <= ?
            returning order_id, product_id, quantity""";
    private static final String OPEN = "OPEN";
    private static final String COMMITTED = "COMMITTED";
    /** Later than any time that a reservation expires at. */
    private static final Instant WHENEVER = Instant.parse("9999-12-31T00:00:00Z");

    private final EntityManager entities;
    private final Event<StockChanged> moved;
    private final LowStock lowStock;
    private final Clock clock;

    Reservations(EntityManager entities, Event<StockChanged> moved, LowStock lowStock, Clock clock) {
        this.entities = entities;
        this.moved = moved;
        this.lowStock = lowStock;
        this.clock = clock;
    }

    @Override
    @Transactional(TxType.MANDATORY)
    public void reserve(Map<UUID, List<Demand>> demand, Instant expiresAt) {
        List<OrderDemand> lines = lines(demand);
        List<Demand> inAll = demand(lines);
        Map<UUID, Integer> available = inSql(connection -> {
            Map<UUID, Integer> before = StockLevels.hold(connection, inAll, lines, expiresAt, clock.instant());
            List<Shortage> shortages = shortages(inAll, before);
            if (!shortages.isEmpty()) {
                throw new InsufficientStock(shortages);
            }
            return before;
        });
        for (Demand line : inAll) {
            int before = available.getOrDefault(line.productId(), 0);
            lowStock.moved(line.productId(), before, before - line.quantity());
        }
        moved.fire(new StockChanged(inAll.stream().map(Demand::productId).toList()));
    }

    @Override
    @Transactional(TxType.MANDATORY)
    public Set<UUID> commit(Set<UUID> orderIds) {
        return inSql(connection -> {
            List<OrderDemand> reserved = settle(connection, orderIds, OPEN, COMMITTED, WHENEVER);
            Set<UUID> committed = reserved.stream().map(OrderDemand::orderId).collect(Collectors.toSet());
            if (!reserved.isEmpty()) {
                StockLevels.takeOut(connection, demand(reserved), clock.instant());
            }
            if (committed.size() < orderIds.size()) {
                committed.addAll(committedBefore(connection, orderIds));
            }
            return committed;
        });
    }

    @Override
    @Transactional(TxType.MANDATORY)
    public void release(UUID orderId) {
        if (!giveBack(orderId, WHENEVER)) {
            takeBack(orderId);
        }
    }

    /**
     * Gives back what has expired.
     *
     * @return whether there was anything to give back
     */
    @Transactional(TxType.MANDATORY)
    boolean expire(UUID orderId) {
        return giveBack(orderId, clock.instant());
    }

    private boolean giveBack(UUID orderId, Instant expired) {
        return moved(inSql(connection -> {
            List<Demand> settled = demand(settle(connection, Set.of(orderId), OPEN, "RELEASED", expired));
            if (!settled.isEmpty()) {
                StockLevels.giveBack(connection, settled, clock.instant());
            }
            return settled;
        }));
    }

    /** A statement of its own, after the other: a commit that the first one has waited for is seen by the second. */
    private void takeBack(UUID orderId) {
        moved(inSql(connection -> {
            List<Demand> settled = demand(settle(connection, Set.of(orderId), COMMITTED, "RETURNED", WHENEVER));
            if (!settled.isEmpty()) {
                StockLevels.takeBack(connection, settled, clock.instant());
            }
            return settled;
        }));
    }

    private boolean moved(List<Demand> lines) {
        if (!lines.isEmpty()) {
            moved.fire(new StockChanged(lines.stream().map(Demand::productId).toList()));
        }
        return !lines.isEmpty();
    }

    private static List<OrderDemand> lines(Map<UUID, List<Demand>> demand) {
        return demand.entrySet().stream()
                .flatMap(order -> order.getValue().stream().map(wanted -> new OrderDemand(order.getKey(), wanted)))
                .toList();
    }

    /** What could not be held, with what is there instead; empty when all of it is held. */
    private static List<Shortage> shortages(List<Demand> demand, Map<UUID, Integer> available) {
        List<Shortage> shortages = new ArrayList<>();
        for (Demand line : demand) {
            int there = available.getOrDefault(line.productId(), 0);
            if (there < line.quantity()) {
                shortages.add(new Shortage(line.productId(), line.quantity(), there));
            }
        }
        return shortages;
    }

    /** A line of an order. */
    record OrderDemand(UUID orderId, Demand demand) {}

    /** Of each product, what all of the lines have. */
    private static List<Demand> demand(List<OrderDemand> lines) {
        Map<UUID, Integer> pieces = new LinkedHashMap<>();
        lines.forEach(
                line -> pieces.merge(line.demand().productId(), line.demand().quantity(), Integer::sum));
        return pieces.entrySet().stream().map(each -> new Demand(each.getKey(), each.getValue())).toList();
    }

    private List<OrderDemand> settle(Connection connection, Set<UUID> orderIds, String from, String to, Instant expired)
            throws SQLException {
        return Jdbc.query(connection,
                row -> new OrderDemand(row.getObject(1, UUID.class),
                        new Demand(row.getObject(2, UUID.class), row.getInt(3))),
                SETTLE, to, clock.instant(), Sql.uuids(orderIds), from, expired);
    }

    private static List<UUID> committedBefore(Connection connection, Set<UUID> orderIds) throws SQLException {
        return Jdbc.query(connection, row -> row.getObject(1, UUID.class),
                "select order_id from catalog.reservations where order_id = any(?) and status = 'COMMITTED'",
                Sql.uuids(orderIds));
    }

    /** Runs on the transaction's connection, after what Hibernate still holds back has been written. */
    private <T extends @Nullable Object> T inSql(
            ReturningWork<T> work) {
        Session session = entities.unwrap(Session.class);
        session.flush();
        return session.doReturningWork(work);
    }
}
