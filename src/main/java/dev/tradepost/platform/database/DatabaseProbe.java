package dev.tradepost.platform.database;

import jakarta.enterprise.context.ApplicationScoped;

/** Distinguishes a message that fails from a database that is unavailable. */
@ApplicationScoped
public class DatabaseProbe {

    private final Sql sql;

    public DatabaseProbe(Sql sql) {
        this.sql = sql;
    }

    /** The caller has done nothing wrong, and should wait. */
    public static final class DatabaseUnavailable extends Exception {
        public DatabaseUnavailable(Exception why) {
            super(DatabaseFailures.reason(why), why);
        }
    }

    /** @throws DatabaseUnavailable if the database does not answer within its time limits */
    public void check() throws DatabaseUnavailable {
        try {
            sql.query("select 1", row -> true);
        } catch (IllegalStateException failure) {
            throw new DatabaseUnavailable(failure);
        }
    }
}
