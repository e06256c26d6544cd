package dev.tradepost.order.reconciliation;

import java.time.Instant;
import java.util.List;
import java.util.UUID;

import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.UriInfo;

import org.jboss.resteasy.reactive.ResponseStatus;
import org.jspecify.annotations.Nullable;

import io.smallrye.common.annotation.RunOnVirtualThread;

import dev.tradepost.kernel.PageRequest;
import dev.tradepost.platform.audit.Audit;
import dev.tradepost.platform.audit.AuditEvent;
import dev.tradepost.platform.http.Envelope;
import dev.tradepost.platform.http.Pagination;
import dev.tradepost.platform.http.QueryParameters;
import dev.tradepost.platform.security.Roles;

/** Lists reconciliation findings and runs reconciliation on request. */
@Path("/admin/reconciliation")
@RunOnVirtualThread
class ReconciliationResource {

    private final Reconciliation reconciliation;
    private final ReconciliationReport report;
    private final Audit audit;

    ReconciliationResource(Reconciliation reconciliation, ReconciliationReport report, Audit audit) {
        this.reconciliation = reconciliation;
        this.report = report;
        this.audit = audit;
    }

    enum FindingFilter {
        OPEN,
        RESOLVED,
        ALL
    }

    /**
     * @param found findings, whether new or known
     * @param repaired findings for which a repair was made
     * @param failed checks and repairs that failed; the log has the reason
     */
    public record RunView(Instant startedAt,
            long milliseconds, int found,
            int repaired, int failed) {}

    /**
     * @param subject the order; the product if the kind is about stock
     * @param repairs number of repairs made
     * @param resolvedAt when a run no longer found it; null while it is open
     */
    public record FindingView(UUID id,
            String kind,
            UUID subject,
            String detail,
            Instant foundAt,
            Instant seenAt, int repairs,
            @Nullable Instant repairedAt,
            @Nullable Instant resolvedAt) {}

    /** @param lastRun null if there was none yet */
    public record Overview(@Nullable RunView lastRun, List<FindingView> findings, Pagination pagination) {}

    @GET
    @RolesAllowed(Roles.ADMIN)
    public Envelope<Overview> overview(@Context UriInfo uri) {
        QueryParameters query = new QueryParameters(uri);
        PageRequest page = query.page();
        FindingFilter shown = query.choice("status", FindingFilter.OPEN);
        String label = query.text("kind");
        FindingKind kind = label == null ? null : ReconciliationReport.kind(label);
        if (label != null && kind == null) {
            query.refuse("kind", "enum", "is not a kind of finding");
        }
        query.check();
        return Envelope.of(report.overview(shown, kind, page));
    }

    @POST
    @Path("/run")
    @RolesAllowed(Roles.ADMIN)
    @ResponseStatus(202)
    public Envelope.Done run() {
        audit.record(AuditEvent.of("reconciliation.started", "reconciliation", null));
        Thread.ofVirtual().name("reconciliation").start(reconciliation::run);
        return Envelope.done("Reconciliation runs in the background; list the findings later");
    }
}
