package dev.tradepost.platform.crypto;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;

import jakarta.enterprise.context.ApplicationScoped;

import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

import io.agroal.api.AgroalDataSource;
import io.quarkus.arc.All;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.scheduler.Scheduled;
import io.smallrye.common.annotation.RunOnVirtualThread;

import dev.tradepost.platform.crypto.EncryptionResource.ColumnProgress;

/**
 * Encrypts again, with the current key, values that were encrypted with another key or not at all. Works in small transactions while the
 * application runs, and walks each table once along its primary key. Several instances may run it at once: each skips rows that another
 * has locked.
 */
@ApplicationScoped
class KeyRotation {

    private static final Logger LOG = Logger.getLogger(KeyRotation.class);
    private static final int BATCH = 200;

    private final AgroalDataSource database;
    private final FieldEncryption encryption;
    private final List<EncryptedColumn> columns;
    /** Passes that were asked for and are not over. */
    private final AtomicInteger wanted = new AtomicInteger();
    /** Texts that the last pass could not open, by column. */
    private final Map<String, Long> unreadable = new ConcurrentHashMap<>();

    KeyRotation(AgroalDataSource database, FieldEncryption encryption, @All List<EncryptedColumn> columns) {
        this.database = database;
        this.encryption = encryption;
        this.columns = columns;
    }

    /** Where a pass stands: the key of the last row it has seen; empty at the end. */
    private record RotatedBatch(List<Object> last, int changed, int unreadable) {}

    private record EncryptedRow(List<Object> key, String stored) {}

    /** What is left behind by instances that still had the old key comes with a later pass. */
    @Scheduled(every = "1h", delayed = "5s", identity = "resealing")
    @RunOnVirtualThread
    void run() {
        if (wanted.getAndIncrement() > 0) {
            return; // whoever is at it begins again: it may be past what has changed since
        }
        int served;
        do {
            served = wanted.get();
            try {
                columns.forEach(this::reencrypt);
            } catch (RuntimeException fault) {
                LOG.errorf(fault, "Re-encryption stopped; it continues within the hour, or on request");
            }
        } while (!wanted.compareAndSet(served, 0));
    }

    boolean isRunning() {
        return wanted.get() > 0;
    }

    /** How far each column is. */
    List<ColumnProgress> progress() {
        return columns.stream().map(this::progress).toList();
    }

    private ColumnProgress progress(EncryptedColumn column) {
        String sql = "select count(%1$s), count(*) filter (where not starts_with(%1$s, ?)) from %2$s"
                .formatted(column.column(), column.table());
        try (Connection connection = database.getConnection();
                PreparedStatement select = connection.prepareStatement(sql)) {
            select.setString(1, encryption.prefix());
            try (ResultSet rows = select.executeQuery()) {
                rows.next();
                return new ColumnProgress(column.name(), rows.getLong(1), rows.getLong(2),
                        unreadable.getOrDefault(column.name(), 0L));
            }
        } catch (SQLException failure) {
            throw new IllegalStateException("the columns cannot be counted", failure);
        }
    }

    private void reencrypt(EncryptedColumn column) {
        long changed = 0;
        long closed = 0;
        List<Object> last = List.of();
        do {
            List<Object> from = last;
            RotatedBatch batch = QuarkusTransaction.requiringNew().call(() -> batch(column, from));
            changed += batch.changed();
            closed += batch.unreadable();
            last = batch.last();
        } while (!last.isEmpty());
        unreadable.put(column.name(), closed);
        if (changed > 0) {
            LOG.infof("%d texts in %s are encrypted with the current key now", changed, column.name());
        }
        if (closed > 0) {
            LOG.errorf("%d texts in %s cannot be opened; is a key missing in ENCRYPTION_KEYS_PREVIOUS?", closed,
                    column.name());
        }
    }

    private RotatedBatch batch(EncryptedColumn column, List<Object> from) throws SQLException {
        try (Connection connection = database.getConnection()) {
            List<EncryptedRow> rows = take(connection, column, from);
            int changed = 0;
            int closed = 0;
            try (PreparedStatement update = connection.prepareStatement(updateOf(column))) {
                for (EncryptedRow row : rows) {
                    String fresh = reencrypted(column, row);
                    if (fresh == null) {
                        closed++;
                        continue;
                    }
                    update.setString(1, fresh);
                    set(update, 2, row.key());
                    update.addBatch();
                    changed++;
                }
                update.executeBatch();
            }
            return new RotatedBatch(rows.size() < BATCH ? List.of() : rows.getLast().key(), changed, closed);
        }
    }

    private @Nullable String reencrypted(EncryptedColumn column, EncryptedRow row) {
        Object[] key = row.key().toArray();
        try {
            return encryption.encrypt(column, encryption.decrypt(column, row.stored(), key), key);
        } catch (IllegalStateException closed) {
            LOG.debugf("Left as it is: %s", closed.getMessage());
            return null;
        }
    }

    /** Locks the rows, so that nobody changes a text between its being read and written. */
    private List<EncryptedRow> take(Connection connection, EncryptedColumn column, List<Object> from)
            throws SQLException {
        String key = String.join(", ", column.key());
        String after = from.isEmpty() ? "" : " and (%s) > (%s)".formatted(key, marks(column));
        String sql = "select %s, %s from %s where not starts_with(%s, ?)%s order by %s limit %d for update skip locked"
                .formatted(key, column.column(), column.table(), column.column(), after, key, BATCH);
        try (PreparedStatement select = connection.prepareStatement(sql)) {
            select.setString(1, encryption.prefix());
            set(select, 2, from);
            List<EncryptedRow> rows = new ArrayList<>();
            try (ResultSet result = select.executeQuery()) {
                while (result.next()) {
                    List<Object> values = new ArrayList<>();
                    for (int i = 1; i <= column.key().size(); i++) {
                        values.add(result.getObject(i));
                    }
                    rows.add(new EncryptedRow(values, result.getString(column.key().size() + 1)));
                }
            }
            return rows;
        }
    }

    private static String updateOf(EncryptedColumn column) {
        return "update %s set %s = ? where (%s) = (%s)".formatted(column.table(), column.column(),
                String.join(", ", column.key()), marks(column));
    }

    private static String marks(EncryptedColumn column) {
        return Collections.nCopies(column.key().size(), "?").stream().collect(Collectors.joining(", "));
    }

    private static void set(PreparedStatement statement, int first, List<Object> values) throws SQLException {
        for (int i = 0; i < values.size(); i++) {
            statement.setObject(first + i, values.get(i));
        }
    }
}
