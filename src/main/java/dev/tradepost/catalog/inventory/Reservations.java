package dev.tradepost.catalog.inventory;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.UUID;

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

/**
 * Keeps what is held for whom, and moves the stock with it ({@link StockLevels}). In SQL, so that the database checks and changes
 * in one step: nothing that was read before can be out of date.
 */
@ApplicationScoped
class Reservations implements Inventory {

    /** Rows of one order lie in the index in the order that their products' stock is locked in. */
    private static final Comparator<Demand> BY_PRODUCT = Comparator.comparing(line -> line.productId().toString());

    private static final String SETTLE = """
            update catalog.reservations
               set status = ?, settled_at = ?
             where order_id = ? and status = ? and expires_at <= ?
            returning product_id, quantity""";
    private static final String OPEN = "OPEN";
    private static final String COMMITTED = "COMMITTED";
    /** Later than any time that a reservation expires at. */
    private static final Instant WHENEVER = Instant.parse("9999-12-31T00:00:00Z");

    private final EntityManager entities;
    private final Event<StockMoved> moved;
    private final LowStock lowStock;
    private final Clock clock;

    Reservations(EntityManager entities, Event<StockMoved> moved, LowStock lowStock, Clock clock) {
        this.entities = entities;
        this.moved = moved;
        this.lowStock = lowStock;
        this.clock = clock;
    }

    @Override
    @Transactional(TxType.MANDATORY)
    public void reserve(UUID orderId, List<Demand> demand, Instant expiresAt) {
        Map<UUID, Integer> available = inSql(connection -> {
            Map<UUID, Integer> before = StockLevels.hold(connection, orderId, sorted(demand), expiresAt,
                    clock.instant());
            List<Shortage> shortages = shortages(demand, before);
            if (!shortages.isEmpty()) {
                throw new InsufficientStock(shortages);
            }
            return before;
        });
        for (Demand line : demand) {
            int before = available.getOrDefault(line.productId(), 0);
            lowStock.moved(line.productId(), before, before - line.quantity());
        }
        moved.fire(new StockMoved(demand.stream().map(Demand::productId).toList()));
    }

    @Override
    @Transactional(TxType.MANDATORY)
    public boolean commit(UUID orderId) {
        return inSql(connection -> {
            List<Demand> reserved = settle(connection, orderId, OPEN, COMMITTED, WHENEVER);
            if (reserved.isEmpty()) {
                return wasCommitted(connection, orderId);
            }
            StockLevels.takeOut(connection, reserved, clock.instant());
            return true;
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
            List<Demand> settled = settle(connection, orderId, OPEN, "RELEASED", expired);
            if (!settled.isEmpty()) {
                StockLevels.giveBack(connection, settled, clock.instant());
            }
            return settled;
        }));
    }

    /** A statement of its own, after the other: a commit that the first one has waited for is seen by the second. */
    private void takeBack(UUID orderId) {
        moved(inSql(connection -> {
            List<Demand> settled = settle(connection, orderId, COMMITTED, "RETURNED", WHENEVER);
            if (!settled.isEmpty()) {
                StockLevels.takeBack(connection, settled, clock.instant());
            }
            return settled;
        }));
    }

    private boolean moved(List<Demand> lines) {
        if (!lines.isEmpty()) {
            moved.fire(new StockMoved(lines.stream().map(Demand::productId).toList()));
        }
        return !lines.isEmpty();
    }

    private static List<Demand> sorted(List<Demand> demand) {
        return demand.stream().sorted(BY_PRODUCT).toList();
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

    private List<Demand> settle(Connection connection, UUID orderId, String from, String to, Instant expired)
            throws SQLException {
        List<Demand> settled = new ArrayList<>();
        try (PreparedStatement settle = connection.prepareStatement(SETTLE)) {
            settle.setString(1, to);
            settle.setTimestamp(2, Timestamp.from(clock.instant()));
            settle.setObject(3, orderId);
            settle.setString(4, from);
            settle.setTimestamp(5, Timestamp.from(expired));
            try (ResultSet rows = settle.executeQuery()) {
                while (rows.next()) {
                    settled.add(new Demand(rows.getObject(1, UUID.class), rows.getInt(2)));
                }
            }
        }
        return settled;
    }

    private static boolean wasCommitted(Connection connection, UUID orderId) throws SQLException {
        try (PreparedStatement read = connection.prepareStatement(
                "select 1 from catalog.reservations where order_id = ? and status = 'COMMITTED' limit 1")) {
            read.setObject(1, orderId);
            try (ResultSet row = read.executeQuery()) {
                return row.next();
            }
        }
    }

    /** Runs on the transaction's connection, after what Hibernate still holds back has been written. */
    private <T extends @Nullable Object> T inSql(
            ReturningWork<T> work) {
        Session session = entities.unwrap(Session.class);
        session.flush();
        return session.doReturningWork(work);
    }
}
