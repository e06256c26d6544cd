package dev.tradepost.platform.database;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

import jakarta.enterprise.context.ApplicationScoped;

import org.postgresql.PGStatement;

import io.agroal.api.AgroalDataSource;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;

/**
 * Reads with plain SQL: one statement, one round trip, no entities. Inside a transaction it reads on the transaction's connection,
 * else on one that is given back at once.
 */
@ApplicationScoped
public class Queries {

    private final AgroalDataSource database;
    private final SlowStatements slow;
    private final Counter sent;

    Queries(AgroalDataSource database, SlowStatements slow, MeterRegistry metrics) {
        this.database = database;
        this.slow = slow;
        this.sent = Counter.builder("sql_queries").description("Reads with plain SQL").register(metrics);
    }

    /** Makes something of the row that the result set stands on. */
    @FunctionalInterface
    public interface RowReader<T> {
        T read(ResultSet row) throws SQLException;
    }

    /**
     * A statement with its values.
     *
     * @param sql with a question mark for each value
     * @param values in order; arrays of UUID or text go as PostgreSQL arrays
     * @param plannedEachTime whether PostgreSQL is to plan it for just these values: for those whose best plan depends on them,
     *        such as how many rows a word finds
     */
    public record Statement(String sql, List<Object> values, boolean plannedEachTime) {}

    /** Every row, made into something. */
    public <T> List<T> all(Statement statement, RowReader<T> reader) {
        sent.increment();
        return slow.watch(statement.sql(), () -> {
            try (Connection connection = database.getConnection();
                    PreparedStatement prepared = connection.prepareStatement(statement.sql())) {
                if (statement.plannedEachTime()) {
                    prepared.unwrap(PGStatement.class).setPrepareThreshold(0);
                }
                bind(connection, prepared, statement.values());
                try (ResultSet rows = prepared.executeQuery()) {
                    List<T> all = new ArrayList<>();
                    while (rows.next()) {
                        all.add(reader.read(rows));
                    }
                    return all;
                }
            } catch (SQLException failure) {
                throw new IllegalStateException("a query has failed", failure);
            }
        });
    }

    private static void bind(Connection connection, PreparedStatement prepared, List<Object> values)
            throws SQLException {
        for (int i = 0; i < values.size(); i++) {
            switch (values.get(i)) {
                case UUID[] ids -> prepared.setArray(i + 1, connection.createArrayOf("uuid", ids));
                case String[] texts -> prepared.setArray(i + 1, connection.createArrayOf("text", texts));
                case Object value -> prepared.setObject(i + 1, value);
            }
        }
    }
}
