package dev.tradepost.platform.messaging;

import dev.tradepost.platform.database.DatabaseFailures;
import dev.tradepost.platform.database.Sql;

import jakarta.enterprise.context.ApplicationScoped;


/** Tells a message that cannot be handled from a database that cannot be reached. */
@ApplicationScoped
class DatabaseProbe {

    private final Sql sql;

    DatabaseProbe(Sql sql) {
        this.sql = sql;
    }

    /** Nothing can be handled at present. */
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
