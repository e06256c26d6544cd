package dev.tradepost.platform.audit;

import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.control.ActivateRequestContext;

import org.jspecify.annotations.Nullable;

import dev.tradepost.kernel.Ids;
import dev.tradepost.platform.audit.AuditResource.AuditEntry;
import dev.tradepost.platform.database.Sql;
import dev.tradepost.platform.http.Client;
import dev.tradepost.platform.json.Json;
import dev.tradepost.platform.security.Caller;

/**
 * Records who did what to whom, when and from where: every security event and every administrative write. A trigger refuses changes, and
 * deletes before {@link AuditRetention} allows them. An entry holds ids, never an e-mail address, a password or a token.
 */
@ApplicationScoped
public class Audit {

    private static final String INSERT = """
            insert into platform.audit_events (id, occurred_at, action, actor_id, actor_role, subject_type, subject_id,
                address, request_id, trace_id, details)
            values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, cast(? as jsonb))""";

    private static final int MAX_OF_USER = 1_000;

    private final Sql sql;
    private final AuditTrail trail;
    private final Caller caller;
    private final Client client;
    private final Json json;
    private final Clock clock;

    Audit(Sql sql, AuditTrail trail, Caller caller, Client client, Json json, Clock clock) {
        this.sql = sql;
        this.trail = trail;
        this.caller = caller;
        this.client = client;
        this.json = json;
        this.clock = clock;
    }

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
    public record Event(String action, String subjectType, @Nullable String subjectId, @Nullable UUID actorId,
            boolean callerActed, Map<String, String> details) {

        /** By the signed-in caller. */
        public static Event of(String action, String subjectType, @Nullable UUID subjectId) {
            return new Event(action, subjectType, subjectId == null ? null : subjectId.toString(), null, true,
                    Map.of());
        }

        /**
         * By an actor that the access token does not name, or an unknown one. Public endpoints must use it: reading a token there would
         * authenticate in the middle of a transaction.
         */
        public Event by(@Nullable UUID actor) {
            return new Event(action, subjectType, subjectId, actor, false, details);
        }

        public Event with(String name, String value) {
            Map<String, String> more = new HashMap<>(details);
            more.put(name, value);
            return new Event(action, subjectType, subjectId, actorId, callerActed,
                    Map.copyOf(more));
        }
    }

    /** Writes the event in the caller's transaction, so that both commit or neither; without a transaction it commits at once. */
    @ActivateRequestContext
    public void record(Event event) {
        UUID actor = event.callerActed() ? caller.userId() : event.actorId();
        String role = event.callerActed() ? caller.role() : null;
        sql.update(INSERT, Ids.next(), clock.instant(), event.action(), actor, role, event.subjectType(),
                event.subjectId(),
                client.address(), client.requestId(), client.traceId(), json.write(event.details()));
    }

    /**
     * The newest {@value #MAX_OF_USER} events of which a user is the actor or the subject. Other actors are shown by their role only: their
     * identity and address are their personal data.
     */
    public List<AuditEntry> of(UUID userId) {
        return trail.of(userId, MAX_OF_USER).stream()
                .map(entry -> entry.actorId() == null || entry.actorId().equals(userId) ? entry : entry.anonymous())
                .toList();
    }
}
