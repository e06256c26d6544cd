package dev.tradepost.platform.database;

import java.sql.SQLException;
import java.util.Locale;

import jakarta.transaction.RollbackException;

import org.jspecify.annotations.Nullable;

/** Sorts failures of the database by their SQL state (PostgreSQL documentation, appendix A). */
public final class DatabaseFailures {

    /** Connection lost (08), serialisation failure or deadlock (40), too many connections (53), shutting down (57), lock timeout. */
    private static final String TRANSIENT = "08.*|40.*|53.*|57.*|55P03";
    /** Foreign key, unique key. */
    private static final String CONCURRENT_ROW = "23503|23505";

    private DatabaseFailures() {}

    /** Whether the failure says nothing about the statement, so that a retry may succeed once the database answers. */
    public static boolean isTransient(Throwable failure) {
        for (Throwable at = failure; at != null; at = at.getCause()) {
            if (isLostCommit(at)
                    || (at instanceof SQLException sql && (hasState(sql, TRANSIENT) || isPoolTimeout(sql)))) {
                return true;
            }
        }
        return false;
    }

    /** Also true if a row appeared or vanished after the transaction had looked for it. A repeated transaction sees that. */
    public static boolean isWorthRepeating(Throwable failure) {
        for (Throwable at = failure; at != null; at = at.getCause()) {
            if (at instanceof SQLException sql && hasState(sql, CONCURRENT_ROW)) {
                return true;
            }
        }
        return isTransient(failure);
    }

    /** What the database said, for the log. */
    public static String reason(Throwable failure) {
        Throwable root = failure;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return String.valueOf(root.getMessage());
    }

    private static boolean hasState(SQLException failure, String states) {
        return failure.getSQLState() != null && failure.getSQLState().matches(states);
    }

    /** The connection pool sets no state. */
    private static boolean isPoolTimeout(SQLException failure) {
        @Nullable
        String message = failure.getMessage();
        return failure.getSQLState() == null && message != null
                && message.toLowerCase(Locale.ROOT).contains("acquisition timeout");
    }

    /** The connection broke during the commit, or the transaction timed out; the transaction manager names no cause. */
    private static boolean isLostCommit(Throwable failure) {
        return failure instanceof RollbackException && failure.getCause() == null;
    }
}
