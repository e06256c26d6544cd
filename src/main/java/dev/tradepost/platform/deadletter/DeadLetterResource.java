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

import org.jspecify.annotations.Nullable;

import io.smallrye.common.annotation.RunOnVirtualThread;

import dev.tradepost.kernel.PageRequest;
import dev.tradepost.platform.http.Envelope;
import dev.tradepost.platform.http.Pagination;
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
        OPEN,
        REDRIVEN,
        DISCARDED,
        ALL
    }

    /**
     * @param queue the queue of the failed message, to which a redrive sends it
     * @param messageId id of the event, the same in every copy
     * @param tries failed attempts
     * @param reason why the last attempt failed; the log has the details
     * @param payload the first 8,000 characters of the message
     * @param settledAt time of the redrive or discard
     */
    public record DeadLetter(UUID id,
            String queue,
            @Nullable String messageId,
            @Nullable String type,
            @Nullable String subject,
            Instant diedAt,
            int tries,
            String reason,
            String payload,
            String status,
            @Nullable Instant settledAt,
            @Nullable UUID settledBy) {}

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
