package dev.tradepost.platform.audit;

import java.util.HashMap;
import java.util.Map;
import java.util.UUID;

import org.jspecify.annotations.Nullable;

/**
 * A security event or an administrative write.
 *
 * @param action subject and past participle, such as {@code password.changed}
 * @param subjectType type of the subject, such as {@code user}
 * @param subjectId null if there is none, such as for a sign-in to an unknown account
 * @param actorId the actor, if the access token does not name one
 * @param callerActed whether the access token names the actor
 * @param details further facts, in few words
 */
public record AuditEvent(String action, String subjectType, @Nullable String subjectId, @Nullable UUID actorId,
        boolean callerActed, Map<String, String> details) {

    /** By the signed-in caller. */
    public static AuditEvent of(String action, String subjectType, @Nullable UUID subjectId) {
        return new AuditEvent(action, subjectType, subjectId == null ? null : subjectId.toString(), null, true,
                Map.of());
    }

    /**
     * By an actor that the access token does not name, or an unknown one. Public endpoints must use it: reading a token there would
     * authenticate in the middle of a transaction.
     */
    public AuditEvent by(@Nullable UUID actor) {
        return new AuditEvent(action, subjectType, subjectId, actor, false, details);
    }

    public AuditEvent with(String name, String value) {
        Map<String, String> more = new HashMap<>(details);
        more.put(name, value);
        return new AuditEvent(action, subjectType, subjectId, actorId, callerActed,
                Map.copyOf(more));
    }
}
