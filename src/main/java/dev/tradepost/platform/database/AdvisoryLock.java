package dev.tradepost.platform.database;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;

import jakarta.enterprise.context.ApplicationScoped;

import io.agroal.api.AgroalDataSource;

/** Work that one instance does at a time. The database knows who is at it, and forgets whoever dies. */
@ApplicationScoped
public class AdvisoryLock {

    private final AgroalDataSource database;

    AdvisoryLock(AgroalDataSource database) {
        this.database = database;
    }

    /**
     * Does the work unless somebody is at it. Holds a connection meanwhile, which the work does not use.
     *
     * @param name of the work, the same on every instance
     * @return whether it was done
     */
    public boolean attempt(String name, Runnable work) {
        try (Connection connection = database.getConnection()) {
            if (!ask(connection, "select pg_try_advisory_lock(hashtextextended(?, 0))", name)) {
                return false;
            }
            try {
                work.run();
                return true;
            } finally {
                ask(connection, "select pg_advisory_unlock(hashtextextended(?, 0))", name);
            }
        } catch (SQLException failure) {
            throw new IllegalStateException("the lock " + name + " cannot be had", failure);
        }
    }

    private static boolean ask(Connection connection, String sql, String name) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setString(1, name);
            try (ResultSet row = statement.executeQuery()) {
                return row.next() && row.getBoolean(1);
            }
        }
    }
}
