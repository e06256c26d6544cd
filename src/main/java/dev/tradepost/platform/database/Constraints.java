package dev.tradepost.platform.database;

import org.hibernate.exception.ConstraintViolationException;
import org.jspecify.annotations.Nullable;
import org.postgresql.util.PSQLException;

/** Tells which of the database's rules a statement broke, so that a feature can name it in its own words. */
public final class Constraints {

    private Constraints() {}

    /** Whether the failure is, or was caused by, a breach of the constraint or unique index of this name. */
    public static boolean violated(Throwable failure, String constraint) {
        for (Throwable at = failure; at != null; at = at.getCause()) {
            if (constraint.equals(broken(at))) {
                return true;
            }
        }
        return false;
    }

    private static @Nullable String broken(Throwable failure) {
        return switch (failure) {
            case ConstraintViolationException entities -> entities.getConstraintName();
            case PSQLException sql when sql.getServerErrorMessage() != null ->
                sql.getServerErrorMessage().getConstraint();
            default -> null;
        };
    }
}
