package dev.tradepost.platform.audit;

import dev.tradepost.platform.database.Sql;
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
import dev.tradepost.platform.http.Client;
import dev.tradepost.platform.json.Json;
import dev.tradepost.platform.security.Caller;

/**
 * Keeps who did what to whom, when and from where: every security event and every administrative write. The table takes rows and gives
 * none back before {@link AuditRetention} allows it (a trigger refuses). An entry holds ids, never an e-mail address, a password or a token.
 */
@ApplicationScoped
public class Audit {

    private static final String INSERT = """
            insert into platform.audit_events (id, occurred_at, action, actor_id, actor_role, subject_type, subject_id,
                address, request_id, trace_id, details)
            values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, cast(? as jsonb))""";

    private static final int MOST_OF_ONE = 1_000;

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
     * Something that happened.
     *
     * @param action subject and past participle, such as {@code password.changed}
     * @param subjectType what it was done to, such as {@code user}
     * @param subjectId which one; null when there is none, as with a sign-in to an account that does not exist
     * @param actorId who did it, where the access token does not say so
     * @param callerActed whether the access token says who did it
     * @param details what else matters, in few words
     */
    public record Event(String action, String subjectType, @Nullable String subjectId, @Nullable UUID actorId,
            boolean callerActed, Map<String, String> details) {

        /** Done by whoever is signed in. */
        public static Event of(String action, String subjectType, @Nullable UUID subjectId) {
            return new Event(action, subjectType, subjectId == null ? null : subjectId.toString(), null, true,
                    Map.of());
        }

        /**
         * Done by somebody else than the access token says, or by nobody known. What anybody may call says so: to look at a
         * token there would authenticate in the middle of a transaction.
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

    /** Writes the event in the caller's transaction, so that it stands exactly if what it tells of does; else in one of its own. */
    @ActivateRequestContext
    public void record(Event event) {
        UUID actor = event.callerActed() ? caller.userId() : event.actorId();
        String role = event.callerActed() ? caller.role() : null;
        sql.update(INSERT, Ids.next(), clock.instant(), event.action(), actor, role, event.subjectType(), event.subjectId(),
                client.address(), client.requestId(), client.traceId(), json.write(event.details()));
    }

    /**
     * What a person has done or had done to them: the newest {@value #MOST_OF_ONE} events. Of others who did it only their role is
     * told: who they are and where they sat is about them.
     */
    public List<AuditEntry> of(UUID userId) {
        return trail.of(userId, MOST_OF_ONE).stream()
                .map(entry -> entry.actorId() == null || entry.actorId().equals(userId) ? entry : entry.anonymous())
                .toList();
    }
}
