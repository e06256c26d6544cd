package dev.tradepost.platform.database;

import org.hibernate.exception.ConstraintViolationException;
import org.jspecify.annotations.Nullable;
import org.postgresql.util.PSQLException;

/** Recognises violated constraints, so that a feature can report them in its own words. */
public final class Constraints {

    private Constraints() {}

    /** Whether the failure, or one of its causes, is a violation of the constraint or unique index. */
    public static boolean violated(Throwable failure, String constraint) {
        for (Throwable at = failure; at != null; at = at.getCause()) {
            if (constraint.equals(violatedBy(at))) {
                return true;
            }
        }
        return false;
    }

    private static @Nullable String violatedBy(Throwable failure) {
        return switch (failure) {
            case ConstraintViolationException entities -> entities.getConstraintName();
            case PSQLException sql when sql.getServerErrorMessage() != null ->
                sql.getServerErrorMessage().getConstraint();
            default -> null;
        };
    }
}
