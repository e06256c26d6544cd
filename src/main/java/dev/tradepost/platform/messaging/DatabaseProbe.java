package dev.tradepost.platform.messaging;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;

import jakarta.enterprise.context.ApplicationScoped;

import io.agroal.api.AgroalDataSource;

/** Tells a message that cannot be handled from a database that cannot be reached. */
@ApplicationScoped
class DatabaseProbe {

    private final AgroalDataSource database;

    DatabaseProbe(AgroalDataSource database) {
        this.database = database;
    }

    /** Nothing can be handled at present. */
    static final class DatabaseUnavailable extends Exception {
        DatabaseUnavailable(SQLException why) {
            super(why.getMessage(), why);
        }
    }

    /** @throws DatabaseUnavailable if the database does not answer within its time limits */
    void check() throws DatabaseUnavailable {
        try (Connection connection = database.getConnection(); Statement statement = connection.createStatement()) {
            statement.execute("select 1");
        } catch (SQLException failure) {
            throw new DatabaseUnavailable(failure);
        }
    }
}
