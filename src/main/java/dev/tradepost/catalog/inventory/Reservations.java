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
import java.util.UUID;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;
import jakarta.transaction.Transactional;
import jakarta.transaction.Transactional.TxType;

import org.hibernate.Session;
import org.hibernate.jdbc.ReturningWork;
import org.jspecify.annotations.Nullable;

import dev.tradepost.catalog.api.InsufficientStock;
import dev.tradepost.catalog.api.InsufficientStock.Shortage;
import dev.tradepost.catalog.api.Inventory;
import dev.tradepost.kernel.Ids;

/**
 * Moves stock by conditional updates: the database checks and changes in one step, so that nothing that was read before can be
 * out of date. In SQL because every update is a batch over a few rows, one round trip whatever their number.
 */
@ApplicationScoped
class Reservations implements Inventory {

    /** Everybody who changes several rows takes them in the order that PostgreSQL would sort them in: no deadlocks. */
    private static final Comparator<UUID> DATABASE_ORDER = Comparator.comparing(UUID::toString);

    private static final String HOLD = """
            update catalog.inventory
               set reserved_quantity = reserved_quantity + ?, updated_at = ?
             where product_id = ? and quantity - reserved_quantity >= ?""";
    private static final String NOTE = """
            insert into catalog.reservations (id, order_id, product_id, quantity, status, expires_at, created_at)
            values (?, ?, ?, ?, 'OPEN', ?, ?)""";
    private static final String SETTLE = """
            update catalog.reservations
               set status = ?, settled_at = ?
             where order_id = ? and status = 'OPEN'
            returning product_id, quantity""";
    private static final String TAKE_OUT = """
            update catalog.inventory
               set quantity = quantity - ?, reserved_quantity = reserved_quantity - ?, updated_at = ?
             where product_id = ?""";
    private static final String GIVE_BACK = """
            update catalog.inventory
               set reserved_quantity = reserved_quantity - ?, updated_at = ?
             where product_id = ?""";

    private final EntityManager entities;
    private final Clock clock;

    Reservations(EntityManager entities, Clock clock) {
        this.entities = entities;
        this.clock = clock;
    }

    @Override
    @Transactional(TxType.MANDATORY)
    public void reserve(UUID orderId, List<Demand> demand, Instant expiresAt) {
        List<Demand> inOrder = inDatabaseOrder(demand);
        inSql(connection -> {
            int[] held = hold(connection, inOrder);
            List<Shortage> shortages = shortages(connection, inOrder, held);
            if (!shortages.isEmpty()) {
                throw new InsufficientStock(shortages);
            }
            note(connection, orderId, inOrder, expiresAt);
            return null;
        });
    }

    @Override
    @Transactional(TxType.MANDATORY)
    public boolean commit(UUID orderId) {
        return inSql(connection -> {
            List<Demand> reserved = settle(connection, orderId, "COMMITTED");
            try (PreparedStatement takeOut = connection.prepareStatement(TAKE_OUT)) {
                for (Demand line : reserved) {
                    takeOut.setInt(1, line.quantity());
                    takeOut.setInt(2, line.quantity());
                    takeOut.setTimestamp(3, now());
                    takeOut.setObject(4, line.productId());
                    takeOut.addBatch();
                }
                takeOut.executeBatch();
            }
            return !reserved.isEmpty() || wasCommitted(connection, orderId);
        });
    }

    @Override
    @Transactional(TxType.MANDATORY)
    public void release(UUID orderId) {
        inSql(connection -> {
            List<Demand> reserved = settle(connection, orderId, "RELEASED");
            try (PreparedStatement giveBack = connection.prepareStatement(GIVE_BACK)) {
                for (Demand line : reserved) {
                    giveBack.setInt(1, line.quantity());
                    giveBack.setTimestamp(2, now());
                    giveBack.setObject(3, line.productId());
                    giveBack.addBatch();
                }
                giveBack.executeBatch();
            }
            return null;
        });
    }

    private int[] hold(Connection connection, List<Demand> demand) throws SQLException {
        try (PreparedStatement hold = connection.prepareStatement(HOLD)) {
            for (Demand line : demand) {
                hold.setInt(1, line.quantity());
                hold.setTimestamp(2, now());
                hold.setObject(3, line.productId());
                hold.setInt(4, line.quantity());
                hold.addBatch();
            }
            return hold.executeBatch();
        }
    }

    private void note(Connection connection, UUID orderId, List<Demand> demand, Instant expiresAt)
            throws SQLException {
        try (PreparedStatement note = connection.prepareStatement(NOTE)) {
            for (Demand line : demand) {
                note.setObject(1, Ids.next());
                note.setObject(2, orderId);
                note.setObject(3, line.productId());
                note.setInt(4, line.quantity());
                note.setTimestamp(5, Timestamp.from(expiresAt));
                note.setTimestamp(6, now());
                note.addBatch();
            }
            note.executeBatch();
        }
    }

    /** What could not be held, with what is there instead; empty when all of it is held. */
    private static List<Shortage> shortages(Connection connection, List<Demand> demand, int[] held)
            throws SQLException {
        List<Shortage> shortages = new ArrayList<>();
        for (int i = 0; i < held.length; i++) {
            if (held[i] == 0) {
                Demand line = demand.get(i);
                shortages.add(new Shortage(line.productId(), line.quantity(), available(connection, line.productId())));
            }
        }
        return shortages;
    }

    private static int available(Connection connection, UUID productId) throws SQLException {
        try (PreparedStatement read = connection.prepareStatement(
                "select quantity - reserved_quantity from catalog.inventory where product_id = ?")) {
            read.setObject(1, productId);
            try (ResultSet row = read.executeQuery()) {
                return row.next() ? row.getInt(1) : 0;
            }
        }
    }

    private List<Demand> settle(Connection connection, UUID orderId, String status) throws SQLException {
        List<Demand> settled = new ArrayList<>();
        try (PreparedStatement settle = connection.prepareStatement(SETTLE)) {
            settle.setString(1, status);
            settle.setTimestamp(2, now());
            settle.setObject(3, orderId);
            try (ResultSet rows = settle.executeQuery()) {
                while (rows.next()) {
                    settled.add(new Demand(rows.getObject(1, UUID.class), rows.getInt(2)));
                }
            }
        }
        return inDatabaseOrder(settled);
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

    private static List<Demand> inDatabaseOrder(List<Demand> demand) {
        return demand.stream().sorted(Comparator.comparing(Demand::productId, DATABASE_ORDER)).toList();
    }

    private Timestamp now() {
        return Timestamp.from(clock.instant());
    }

    /** Runs on the transaction's connection, after what Hibernate still holds back has been written. */
    private <T extends @Nullable Object> T inSql(
            ReturningWork<T> work) {
        Session session = entities.unwrap(Session.class);
        session.flush();
        return session.doReturningWork(work);
    }
}
