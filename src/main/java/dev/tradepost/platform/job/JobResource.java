package dev.tradepost.platform.job;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.UUID;

import jakarta.transaction.Transactional;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.StreamingOutput;
import jakarta.ws.rs.core.UriInfo;

import org.jboss.resteasy.reactive.RestStreamElementType;

import io.quarkus.security.Authenticated;
import io.smallrye.common.annotation.Blocking;
import io.smallrye.common.annotation.RunOnVirtualThread;
import io.smallrye.mutiny.Multi;

import dev.tradepost.kernel.PageRequest;
import dev.tradepost.platform.audit.Audit;
import dev.tradepost.platform.audit.AuditEvent;
import dev.tradepost.platform.http.Envelope;
import dev.tradepost.platform.http.Pagination;
import dev.tradepost.platform.http.QueryParameters;
import dev.tradepost.platform.job.Jobs.StoredError;
import dev.tradepost.platform.security.Caller;
import dev.tradepost.platform.stream.OpenStreams;

import de.siegmar.fastcsv.writer.CsvWriter;
import de.siegmar.fastcsv.writer.LineDelimiter;

@Path("/jobs")
@Authenticated
@RunOnVirtualThread
class JobResource {

    private static final int ERRORS_AT_ONCE = 1_000;

    private final Jobs jobs;
    private final JobEvents events;
    private final OpenStreams streams;
    private final Caller caller;
    private final Audit audit;

    JobResource(Jobs jobs, JobEvents events, OpenStreams streams, Caller caller, Audit audit) {
        this.jobs = jobs;
        this.events = events;
        this.streams = streams;
        this.caller = caller;
        this.audit = audit;
    }

    public record JobPage(List<JobView> jobs, Pagination pagination) {}

    @GET
    public Envelope<JobPage> list(@Context UriInfo uri) {
        QueryParameters query = new QueryParameters(uri);
        PageRequest page = query.page();
        query.check();
        UUID owner = caller.isAdmin() ? null : caller.userId();
        return Envelope.of(new JobPage(jobs.page(owner, page), jobs.pagination(owner, page)));
    }

    @GET
    @Path("/{jobId}")
    public Envelope<JobView> read(@PathParam("jobId") UUID jobId) {
        return Envelope.of(visible(jobId));
    }

    @GET
    @Path("/{jobId}/events")
    @Blocking
    @Produces(MediaType.SERVER_SENT_EVENTS)
    @RestStreamElementType(MediaType.APPLICATION_JSON)
    public Multi<JobView> follow(@PathParam("jobId") UUID jobId) {
        JobView job = visible(jobId);
        return events.of(job, streams.open(caller.userId(), caller.sessionId(), caller.tokenExpiresAt()));
    }

    @GET
    @Path("/{jobId}/errors")
    @Produces("text/csv")
    public Response errors(@PathParam("jobId") UUID jobId) {
        visible(jobId);
        StreamingOutput body = out -> write(jobId, out);
        return Response.ok(body, "text/csv;charset=UTF-8").header(HttpHeaders.CONTENT_DISPOSITION,
                "attachment; filename=\"errors-" + jobId + ".csv\"").build();
    }

    @POST
    @Path("/{jobId}/cancel")
    @Transactional
    public Envelope<JobView> cancel(@PathParam("jobId") UUID jobId) {
        visible(jobId);
        JobView cancelled = jobs.cancel(jobId);
        audit.record(AuditEvent.of("job.cancelled", "job", jobId));
        return Envelope.of(cancelled, "The job is cancelled; rows that are done stay done");
    }

    private JobView visible(UUID jobId) {
        JobView job = jobs.get(jobId);
        caller.requireMayActFor(job.ownerId());
        return job;
    }

    @SuppressWarnings("resource") // the stream is closed by whoever opened it
    private void write(UUID jobId, OutputStream out) {
        CsvWriter csv = CsvWriter.builder().lineDelimiter(LineDelimiter.LF).build(out, StandardCharsets.UTF_8);
        try {
            csv.writeRecord("row", "field", "code", "message");
            List<StoredError> some = List.of();
            do {
                some = jobs.errors(jobId, some.isEmpty() ? -1 : some.getLast().position(), ERRORS_AT_ONCE);
                some.stream().map(StoredError::error).forEach(error -> csv.writeRecord(Long.toString(error.row()),
                        CsvText.escaped(error.field()), error.code(), CsvText.escaped(error.message())));
            } while (some.size() == ERRORS_AT_ONCE);
            csv.flush();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}
