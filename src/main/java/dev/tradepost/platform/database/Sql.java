package dev.tradepost.platform.database;

import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;
import jakarta.transaction.Status;
import jakarta.transaction.TransactionSynchronizationRegistry;

import org.jspecify.annotations.Nullable;
import org.postgresql.PGStatement;

import io.agroal.api.AgroalDataSource;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;

/**
 * SQL statements: one of the two ways to data, the other being Panache repositories. A statement suits projections for lists and changes of
 * many rows; a repository suits whatever has behaviour.
 *
 * <p>
 * In a transaction a statement runs on the transaction's connection. Entities that the transaction has changed are flushed first, so the
 * statement sees them; entities that are loaded already do not see what the statement changes. Without a transaction a statement takes a
 * connection for itself and commits at once.
 *
 * <p>
 * Values may be null, {@link Instant}, {@link #uuids} and {@link #texts} for {@code any(?)} and {@code unnest(?)}, and whatever the
 * PostgreSQL driver takes. Failures are an {@link IllegalStateException} whose cause is the driver's.
 */
@ApplicationScoped
public class Sql {

    private final AgroalDataSource database;
    private final EntityManager entities;
    private final TransactionSynchronizationRegistry transactions;
    private final SlowStatements slow;
    private final Counter sent;

    Sql(AgroalDataSource database, EntityManager entities, TransactionSynchronizationRegistry transactions,
            SlowStatements slow,
            MeterRegistry metrics) {
        this.database = database;
        this.entities = entities;
        this.transactions = transactions;
        this.slow = slow;
        this.sent = Counter.builder("sql_queries").description("SQL statements that returned rows").register(metrics);
    }

    /** Maps the current row. */
    @FunctionalInterface
    public interface RowMapper<T> {
        T map(ResultSet row) throws SQLException;
    }

    /**
     * A statement with its values.
     *
     * @param sql with a question mark for each value
     * @param plannedEachTime whether PostgreSQL plans it for just these values: for statements whose best plan depends on them, such as how
     *        many rows a word finds
     */
    public record Statement(String sql, List<? extends @Nullable Object> values, boolean plannedEachTime) {

        public static Statement of(String sql, @Nullable Object... values) {
            return new Statement(sql, Collections.unmodifiableList(Arrays.asList(values)), false);
        }
    }

    /** @return all rows of a {@code select}, or of a statement with {@code returning} */
    public <T> List<T> query(String sql, RowMapper<T> mapper, @Nullable Object... values) {
        return query(Statement.of(sql, values), mapper);
    }

    public <T> List<T> query(Statement statement, RowMapper<T> mapper) {
        sent.increment();
        return execute(statement, prepared -> rows(prepared, mapper));
    }

    /** @return the number of affected rows */
    public int update(String sql, @Nullable Object... values) {
        return update(Statement.of(sql, values));
    }

    /** @return the number of affected rows */
    public int update(Statement statement) {
        return execute(statement, PreparedStatement::executeUpdate);
    }

    /**
     * {@link #update} for a {@link jakarta.transaction.Synchronization#beforeCompletion}, where Hibernate cannot begin a session any more. It
     * flushes changed entities by itself then.
     */
    public int updateBeforeCompletion(Statement statement) {
        return send(statement, PreparedStatement::executeUpdate);
    }

    /**
     * Sends several statements in one round trip; they run in order.
     *
     * @return the number of rows that the last one has affected
     */
    public int updateAll(List<Statement> statements) {
        List<@Nullable Object> values = new ArrayList<>();
        statements.forEach(statement -> values.addAll(statement.values()));
        String sql = statements.stream().map(Statement::sql).collect(Collectors.joining(";\n"));
        return execute(new Statement(sql, values, false), prepared -> {
            prepared.execute();
            for (int i = 1; i < statements.size(); i++) {
                prepared.getMoreResults();
            }
            return prepared.getUpdateCount();
        });
    }

    /** An array column with one value per element. */
    public static <T> Object uuids(Collection<T> elements, Function<T, UUID> value) {
        return new SqlArray("uuid", elements.stream().map(value).toList());
    }

    public static Object uuids(Collection<UUID> elements) {
        return uuids(elements, Function.identity());
    }

    /** An array column with one value per element. */
    public static <T> Object texts(Collection<T> elements, Function<T, @Nullable String> value) {
        return new SqlArray("text", elements.stream().map(value).toList());
    }

    public static Object texts(Collection<String> elements) {
        return texts(elements, Function.identity());
    }

    /** @return the value of a {@code timestamptz} column */
    public static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
        var time = row.getTimestamp(column);
        return time == null ? null : time.toInstant();
    }

    private interface Execution<T> {
        T of(PreparedStatement prepared) throws SQLException;
    }

    private <T> T execute(Statement statement, Execution<T> execution) {
        if (transactions.getTransactionStatus() == Status.STATUS_ACTIVE) {
            entities.flush();
        }
        return send(statement, execution);
    }

    private <T> T send(Statement statement, Execution<T> execution) {
        return slow.watch(statement.sql(), () -> {
            try (Connection connection = database.getConnection();
                    PreparedStatement prepared = prepare(connection, statement)) {
                if (statement.plannedEachTime()) {
                    prepared.unwrap(PGStatement.class).setPrepareThreshold(0);
                }
                return execution.of(prepared);
            } catch (SQLException failure) {
                throw failed(failure);
            }
        });
    }

    private static PreparedStatement prepare(Connection connection, Statement statement) throws SQLException {
        PreparedStatement prepared = connection.prepareStatement(statement.sql());
        for (int i = 0; i < statement.values().size(); i++) {
            prepared.setObject(i + 1, switch (statement.values().get(i)) {
                case Instant time -> time.atOffset(ZoneOffset.UTC);
                case SqlArray array -> array.on(connection);
                case null -> null;
                case Object value -> value;
            });
        }
        return prepared;
    }

    private static <T> List<T> rows(PreparedStatement prepared, RowMapper<T> mapper) throws SQLException {
        try (ResultSet rows = prepared.executeQuery()) {
            List<T> result = new ArrayList<>();
            while (rows.next()) {
                result.add(mapper.map(rows));
            }
            return result;
        }
    }

    private static IllegalStateException failed(SQLException failure) {
        return new IllegalStateException("An SQL statement failed", failure);
    }

    record SqlArray(String type, List<? extends @Nullable Object> elements) {
        Array on(Connection connection) throws SQLException {
            return connection.createArrayOf(type, elements.toArray());
        }
    }
}
