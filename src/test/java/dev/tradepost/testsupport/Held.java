package dev.tradepost.testsupport;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;

import org.postgresql.PGConnection;

/** Rows that a test has locked, so that whoever wants them waits until it lets them go. */
public final class Held implements AutoCloseable {

    /** Sessions that wait for this one, or for another that does. */
    private static final String WAITING = """
            with recursive waiting (pid) as (
                select pid from pg_stat_activity where datname = current_database() and ? = any(pg_blocking_pids(pid))
                 union
                select behind.pid from pg_stat_activity behind join waiting on waiting.pid = any(pg_blocking_pids(behind.pid)))
            select pid from waiting""";

    private final Connection connection;
    private final int session;

    private Held(Connection connection) throws SQLException {
        this.connection = connection;
        this.session = connection.unwrap(PGConnection.class).getBackendPID();
    }

    /** @param select {@code for update}, or what else locks rows */
    public static Held rows(String select, Object... values) throws SQLException {
        Connection connection = Database.open();
        try {
            connection.setAutoCommit(false);
            Held held = new Held(connection);
            held.also(select, values);
            return held;
        } catch (SQLException failure) {
            connection.close();
            throw failure;
        }
    }

    /** Runs one more statement that locks rows. */
    public void also(String statement, Object... values) throws SQLException {
        try (PreparedStatement lock = connection.prepareStatement(statement)) {
            for (int i = 0; i < values.length; i++) {
                lock.setObject(i + 1, values[i]);
            }
            lock.execute();
        }
    }

    /** Returns when at least so many sessions wait, directly or behind others. */
    public void awaitWaiting(int sessions) {
        Eventually.holds(() -> assertThat(waiting()).hasSizeGreaterThanOrEqualTo(sessions));
    }

    /** Ends the sessions that wait, as a database does that is shut down: what they have done is rolled back. */
    public void endWaiting() {
        waiting().forEach(pid -> Database.query(Boolean.class, "select pg_terminate_backend(?)", pid));
    }

    private List<Integer> waiting() {
        return Database.query(Integer.class, WAITING, session);
    }

    /** Lets the rows go, and leaves what was changed in them. */
    public void commit() throws SQLException {
        connection.commit();
    }

    /** Lets the rows go as they were. */
    public void letGo() throws SQLException {
        connection.rollback();
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }
}
