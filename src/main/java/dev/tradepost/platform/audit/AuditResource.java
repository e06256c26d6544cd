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

import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

import io.smallrye.common.annotation.RunOnVirtualThread;

import dev.tradepost.kernel.PageRequest;
import dev.tradepost.kernel.Pagination;
import dev.tradepost.platform.http.Envelope;
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
    public record AuditEntry(@Schema(examples = "01a20364-fe91-7eab-ab84-400d33a4ee60") UUID eventId,
            @Schema(examples = "2026-11-22T13:14:40.145195Z") Instant occurredAt,
            @Schema(examples = "password.changed") String action,
            @Schema(examples = "01a20364-e06f-7c0f-ad7d-3da1aa35a30d") @Nullable UUID actorId,
            @Schema(examples = "customer") @Nullable String actorRole,
            @Schema(examples = "user") String subjectType,
            @Schema(examples = "01a20364-e06f-7c0f-ad7d-3da1aa35a30d") @Nullable String subjectId,
            @Schema(examples = "203.0.113.7") @Nullable String address,
            @Schema(examples = "1f17e4e3714809093d00474410e15cb8") @Nullable String requestId,
            @Schema(examples = "8d75628be437294dfe68a50627994b6c") @Nullable String traceId,
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
