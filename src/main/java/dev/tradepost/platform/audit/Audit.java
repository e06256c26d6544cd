package dev.tradepost.platform.audit;

import java.time.Clock;
import java.util.List;
import java.util.UUID;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.control.ActivateRequestContext;

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

    /** Writes the event in the caller's transaction, so that both commit or neither; without a transaction it commits at once. */
    @ActivateRequestContext
    public void record(AuditEvent event) {
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
