package dev.tradepost.platform.crypto;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;

import jakarta.enterprise.context.ApplicationScoped;

import org.jboss.logging.Logger;

import io.quarkus.arc.All;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.scheduler.Scheduled;
import io.smallrye.common.annotation.RunOnVirtualThread;

import dev.tradepost.platform.crypto.EncryptionResource.ColumnProgress;
import dev.tradepost.platform.database.Sql;

/**
 * Re-encrypts values that were encrypted with another key, or not at all, with the current key. A pass walks each table along its primary
 * key, in small transactions. Several instances may run it at once: each skips rows that another has locked.
 */
@ApplicationScoped
class KeyRotation {

    private static final Logger LOG = Logger.getLogger(KeyRotation.class);
    private static final int BATCH = 200;

    private final Sql sql;
    private final FieldEncryption encryption;
    private final List<EncryptedColumn> columns;
    /** Passes that were requested and have not ended. */
    private final AtomicInteger wanted = new AtomicInteger();
    /** Values that the last pass could not decrypt, by column. */
    private final Map<String, Long> unreadable = new ConcurrentHashMap<>();

    KeyRotation(Sql sql, FieldEncryption encryption, @All List<EncryptedColumn> columns) {
        this.sql = sql;
        this.encryption = encryption;
        this.columns = columns;
    }

    /** @param last primary key of the last row; empty at the end of the table */
    private record RotatedBatch(List<Object> last, int changed, int unreadable) {}

    private record EncryptedRow(List<Object> key, String stored) {}

    /** Instances with the old key may still write; a later pass re-encrypts their rows. */
    @Scheduled(every = "1h", delayed = "5s", identity = "resealing")
    @RunOnVirtualThread
    void run() {
        if (wanted.getAndIncrement() > 0) {
            return; // the running pass starts over, because it may be past the latest changes
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

    List<ColumnProgress> progress() {
        return columns.stream().map(this::progress).toList();
    }

    private ColumnProgress progress(EncryptedColumn column) {
        String text = "select count(%1$s), count(*) filter (where not starts_with(%1$s, ?)) from %2$s"
                .formatted(column.column(), column.table());
        return sql.query(text, row -> new ColumnProgress(column.name(), row.getLong(1), row.getLong(2),
                unreadable.getOrDefault(column.name(), 0L)), encryption.prefix()).getFirst();
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

    private RotatedBatch batch(EncryptedColumn column, List<Object> from) {
        List<EncryptedRow> rows = take(column, from);
        List<Sql.Statement> updates = rows.stream().map(row -> update(column, row)).flatMap(Optional::stream).toList();
        if (!updates.isEmpty()) {
            sql.updateAll(updates);
        }
        return new RotatedBatch(rows.size() < BATCH ? List.of() : rows.getLast().key(), updates.size(),
                rows.size() - updates.size());
    }

    /** @return empty if no key decrypts the value */
    private Optional<Sql.Statement> update(EncryptedColumn column, EncryptedRow row) {
        Object[] key = row.key().toArray();
        try {
            List<Object> values = new ArrayList<>();
            values.add(encryption.encrypt(column, encryption.decrypt(column, row.stored(), key), key));
            values.addAll(row.key());
            return Optional.of(Sql.Statement.of(updateOf(column), values.toArray()));
        } catch (IllegalStateException unreadable) {
            LOG.debugf("Left as it is: %s", unreadable.getMessage());
            return Optional.empty();
        }
    }

    /** Locks the rows, so that nobody changes a value between its read and its write. */
    private List<EncryptedRow> take(EncryptedColumn column, List<Object> from) {
        String key = String.join(", ", column.key());
        String after = from.isEmpty() ? "" : " and (%s) > (%s)".formatted(key, marks(column));
        List<Object> values = new ArrayList<>(List.of(encryption.prefix()));
        values.addAll(from);
        return sql.query(
                "select %s, %s from %s where not starts_with(%s, ?)%s order by %s limit %d for update skip locked"
                        .formatted(key, column.column(), column.table(), column.column(), after, key, BATCH),
                row -> read(column, row), values.toArray());
    }

    private static EncryptedRow read(EncryptedColumn column, ResultSet row) throws SQLException {
        List<Object> key = new ArrayList<>();
        for (String name : column.key()) {
            key.add(row.getObject(name));
        }
        return new EncryptedRow(key, row.getString(column.column()));
    }

    private static String updateOf(EncryptedColumn column) {
        return "update %s set %s = ? where (%s) = (%s)".formatted(column.table(), column.column(),
                String.join(", ", column.key()), marks(column));
    }

    private static String marks(EncryptedColumn column) {
        return Collections.nCopies(column.key().size(), "?").stream().collect(Collectors.joining(", "));
    }
}
