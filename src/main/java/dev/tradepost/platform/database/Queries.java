package dev.tradepost.platform.database;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

import jakarta.enterprise.context.ApplicationScoped;

import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGStatement;

import io.agroal.api.AgroalDataSource;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;

/**
 * Plain SQL: one statement, one round trip, no entities.
 * Inside a transaction it runs on the transaction's connection, else on one that is given back at once, and commits by itself.
 */
@ApplicationScoped
public class Queries {

    private static final Logger LOG = Logger.getLogger(Queries.class);

    private final AgroalDataSource database;
    private final SlowStatements slow;
    private final Counter sent;

    Queries(AgroalDataSource database, SlowStatements slow, MeterRegistry metrics) {
        this.database = database;
        this.slow = slow;
        this.sent = Counter.builder("sql_queries").description("SQL statements that returned rows")
                .register(metrics);
    }

    /**
     * A statement with its values.
     *
     * @param sql with a question mark for each value
     * @param values in order, null for an absent one; arrays of UUID or text go as PostgreSQL arrays
     * @param plannedEachTime whether PostgreSQL is to plan it for just these values: for those whose best plan depends on them,
     *        such as how many rows a word finds
     */
    public record Statement(String sql, List<? extends @Nullable Object> values, boolean plannedEachTime) {}

    /** Every row, made into something, of a {@code select} or what ends in {@code returning}. */
    public <T> List<T> all(Statement statement, Sql.RowMapper<T> reading) {
        sent.increment();
        return execute(statement, prepared -> Sql.rows(prepared, reading));
    }

    /** @return how many rows it has touched */
    public int update(Statement statement) {
        return execute(statement, PreparedStatement::executeUpdate);
    }

    /** One that writes, on a connection that is kept for it: to be run without delay, outside of any transaction. */
    public Ready ready(Statement statement) {
        try {
            Connection connection = database.getConnection();
            try {
                return new Ready(connection,
                        Sql.prepared(connection, statement.sql(), statement.values().toArray()));
            } catch (SQLException failure) {
                connection.close();
                throw failure;
            }
        } catch (SQLException failure) {
            throw failed(failure);
        }
    }

    /** Commits by itself; its connection is given back when it is closed, which may be done twice. */
    public static final class Ready implements AutoCloseable {

        private final Connection connection;
        private final PreparedStatement prepared;

        private Ready(Connection connection, PreparedStatement prepared) {
            this.connection = connection;
            this.prepared = prepared;
        }

        public void update() {
            try {
                prepared.executeUpdate();
            } catch (SQLException failure) {
                throw failed(failure);
            }
        }

        @Override
        public void close() {
            try (connection; prepared) {
                return;
            } catch (SQLException broken) {
                LOG.debug("a connection was not given back as it was", broken); // the pool has thrown it away
            }
        }
    }

    private static IllegalStateException failed(SQLException failure) {
        return new IllegalStateException("a query has failed", failure);
    }

    /**
     * Several that write, one after the other, in one round trip.
     *
     * @return how many rows the last one has touched
     */
    public int updateAll(List<Statement> statements) {
        String sql = statements.stream().map(Statement::sql).collect(Collectors.joining(";\n"));
        List<@Nullable Object> values = new ArrayList<>();
        statements.forEach(statement -> values.addAll(statement.values()));
        return execute(new Statement(sql, values, false), prepared -> {
            prepared.execute();
            for (int i = 1; i < statements.size(); i++) {
                prepared.getMoreResults();
            }
            return prepared.getUpdateCount();
        });
    }

    private interface Execution<T> {
        T of(PreparedStatement prepared) throws SQLException;
    }

    private <T> T execute(Statement statement, Execution<T> execution) {
        return slow.watch(statement.sql(), () -> {
            try (Connection connection = database.getConnection();
                    PreparedStatement prepared = Sql.prepared(connection, statement.sql(),
                            statement.values().toArray())) {
                if (statement.plannedEachTime()) {
                    prepared.unwrap(PGStatement.class).setPrepareThreshold(0);
                }
                return execution.of(prepared);
            } catch (SQLException failure) {
                throw failed(failure);
            }
        });
    }
}
