package dev.tradepost.platform.audit;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;

import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.UriInfo;

import org.jspecify.annotations.Nullable;

import io.smallrye.common.annotation.RunOnVirtualThread;

import dev.tradepost.kernel.PageRequest;
import dev.tradepost.platform.http.Envelope;
import dev.tradepost.platform.http.Pagination;
import dev.tradepost.platform.http.QueryParameters;
import dev.tradepost.platform.security.Roles;

@Path("/admin/audit")
@RunOnVirtualThread
class AuditResource {

    private final AuditTrail trail;

    AuditResource(AuditTrail trail) {
        this.trail = trail;
    }

    /**
     * @param actorId the actor; null if not signed in
     * @param subjectId the subject
     * @param address IP address of the request
     */
    public record AuditEntry(UUID eventId,
            Instant occurredAt,
            String action,
            @Nullable UUID actorId,
            @Nullable String actorRole,
            String subjectType,
            @Nullable String subjectId,
            @Nullable String address,
            @Nullable String requestId,
            @Nullable String traceId,
            Map<String, String> details) {

        AuditEntry anonymous() {
            return new AuditEntry(eventId, occurredAt, action, null, actorRole, subjectType, subjectId, null, null,
                    null,
                    details);
        }
    }

    public record AuditPage(List<AuditEntry> events, Pagination pagination) {}

    /** Null matches anything. */
    record Filter(@Nullable String action, @Nullable UUID actorId, @Nullable String subjectId,
            @Nullable String address, @Nullable String requestId, @Nullable Instant from, @Nullable Instant to) {}

    @GET
    @RolesAllowed(Roles.ADMIN)
    public Envelope<AuditPage> read(@Context UriInfo uri) {
        QueryParameters query = new QueryParameters(uri);
        PageRequest page = query.page();
        Filter filter = new Filter(query.text("action"), query.id("actorId"), query.text("subjectId"),
                query.text("address"), query.text("requestId"), query.time("from"), query.time("to"));
        query.check();
        return Envelope.of(trail.read(filter, page));
    }
}
