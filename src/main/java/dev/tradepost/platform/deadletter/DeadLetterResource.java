package dev.tradepost.platform.deadletter;

import java.time.Instant;
import java.util.List;
import java.util.UUID;

import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
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

/** Lists, redrives and discards dead letters. */
@Path("/admin/dead-letters")
@RunOnVirtualThread
class DeadLetterResource {

    private final DeadLetterList letters;
    private final Redrive redrive;

    DeadLetterResource(DeadLetterList letters, Redrive redrive) {
        this.letters = letters;
        this.redrive = redrive;
    }

    /** Which letters to show. */
    enum DeadLetterFilter {
        OPEN, REDRIVEN, DISCARDED, ALL
    }

    /**
     * @param queue the queue of the failed message, to which a redrive sends it
     * @param messageId id of the event, the same in every copy
     * @param tries failed attempts
     * @param reason why the last attempt failed; the log has the details
     * @param payload the first 8,000 characters of the message
     * @param settledAt time of the redrive or discard
     */
    public record DeadLetter(@Schema(examples = "01a20364-fe91-7eab-ab84-400d33a4ee60") UUID id,
            @Schema(examples = "inventory.updates") String queue,
            @Schema(examples = "01a20364-fe90-7c0f-ad7d-3da1aa35a30d") @Nullable String messageId,
            @Schema(examples = "order.paid") @Nullable String type,
            @Schema(examples = "01a20364-e06f-7c0f-ad7d-3da1aa35a30d") @Nullable String subject,
            @Schema(examples = "2026-11-22T13:14:40.145195Z") Instant diedAt,
            @Schema(examples = "6") int tries,
            @Schema(examples = "the stock is not reserved") String reason,
            @Schema(examples = "{\"specversion\":\"1.0\"}") String payload,
            @Schema(examples = "OPEN") String status,
            @Schema(examples = "2026-11-22T14:00:00Z") @Nullable Instant settledAt,
            @Schema(examples = "01a20364-e06f-7c0f-ad7d-3da1aa35a30e") @Nullable UUID settledBy) {}

    public record DeadLetterPage(List<DeadLetter> deadLetters, Pagination pagination) {}

    @GET
    @RolesAllowed(Roles.ADMIN)
    public Envelope<DeadLetterPage> list(@Context UriInfo uri) {
        QueryParameters query = new QueryParameters(uri);
        PageRequest page = query.page();
        String queue = query.text("queue");
        DeadLetterFilter shown = query.choice("status", DeadLetterFilter.OPEN);
        query.check();
        return Envelope.of(letters.page(queue, shown, page));
    }

    @POST
    @Path("/{id}/redrive")
    @RolesAllowed(Roles.ADMIN)
    public Envelope.Done redrive(@PathParam("id") UUID id) {
        redrive.redrive(id);
        return Envelope.done("The message is in its queue again");
    }

    @POST
    @Path("/{id}/discard")
    @RolesAllowed(Roles.ADMIN)
    public Envelope.Done discard(@PathParam("id") UUID id) {
        redrive.discard(id);
        return Envelope.done("The dead letter is discarded");
    }
}
