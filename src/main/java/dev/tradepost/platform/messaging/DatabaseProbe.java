package dev.tradepost.platform.messaging;

import jakarta.enterprise.context.ApplicationScoped;

import dev.tradepost.platform.database.DatabaseFailures;
import dev.tradepost.platform.database.Sql;

/** Distinguishes a message that fails from a database that is unavailable. */
@ApplicationScoped
class DatabaseProbe {

    private final Sql sql;

    DatabaseProbe(Sql sql) {
        this.sql = sql;
    }

    static final class DatabaseUnavailable extends Exception {
        DatabaseUnavailable(Exception why) {
            super(DatabaseFailures.reason(why), why);
        }
    }

    /** @throws DatabaseUnavailable if the database does not answer within its time limits */
    void check() throws DatabaseUnavailable {
        try {
            sql.query("select 1", row -> true);
        } catch (IllegalStateException failure) {
            throw new DatabaseUnavailable(failure);
        }
    }
}
