package dev.tradepost.catalog.importexport;

import java.io.InputStream;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.UUID;

import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.NotSupportedException;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Request;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.StreamingOutput;
import jakarta.ws.rs.core.Variant;

import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBodySchema;
import org.jboss.resteasy.reactive.RestResponse;
import org.jboss.resteasy.reactive.RestResponse.ResponseBuilder;
import org.jspecify.annotations.Nullable;

import io.smallrye.common.annotation.RunOnVirtualThread;

import dev.tradepost.platform.http.Envelope;
import dev.tradepost.platform.job.JobView;
import dev.tradepost.platform.job.Uploads;
import dev.tradepost.platform.security.Caller;
import dev.tradepost.platform.security.Roles;

@Path("/products")
@RunOnVirtualThread
class ImportExportResource {

    private static final String CSV = "text/csv";
    private static final String NDJSON = "application/x-ndjson";

    private final Uploads uploads;
    private final ProductExport export;
    private final Caller caller;

    ImportExportResource(Uploads uploads, ProductExport export, Caller caller) {
        this.uploads = uploads;
        this.export = export;
        this.caller = caller;
    }

    @POST
    @Path("/import")
    @RolesAllowed({Roles.ADMIN, Roles.SELLER})
    @Consumes({CSV, NDJSON})
    @RequestBodySchema(String.class)
    public RestResponse<Envelope<JobView>> take(
            @Parameter(hidden = true) @HeaderParam(HttpHeaders.CONTENT_TYPE) @Nullable MediaType type,
            @Parameter(hidden = true) @HeaderParam(HttpHeaders.CONTENT_LENGTH) @Nullable Long length,
            InputStream file)
            throws SQLException {
        if (type == null || type.isWildcardType() || type.isWildcardSubtype()) {
            throw new NotSupportedException(); // the framework accepts a body without a content type
        }
        String format = type.getSubtype().equals("csv") ? ProductImport.CSV : ProductImport.NDJSON;
        String products = caller.isAdmin() ? ProductImport.ALL : ProductImport.OWN;
        JobView job = uploads.receive(ProductImport.KIND, caller.userId(),
                Map.of(ProductImport.FORMAT, format, ProductImport.PRODUCTS, products), length, file);
        return ResponseBuilder
                .create(RestResponse.Status.ACCEPTED, Envelope.of(job, "The file is stored; the job takes its rows"))
                .header(HttpHeaders.LOCATION, "/api/v1/jobs/" + job.jobId()).build();
    }

    @GET
    @Path("/export")
    @RolesAllowed({Roles.ADMIN, Roles.SELLER})
    @Produces({CSV, NDJSON})
    public Response give(@Context Request request) {
        UUID seller = caller.isAdmin() ? null : caller.userId();
        Variant best = request.selectVariant(List.of(new Variant(MediaType.valueOf(CSV), (String) null, null),
                new Variant(MediaType.valueOf(NDJSON), (String) null, null)));
        boolean csv = best == null || best.getMediaType().getSubtype().equals("csv");
        StreamingOutput body = out -> {
            if (csv) {
                export.csv(seller, out);
            } else {
                export.ndjson(seller, out);
            }
        };
        return Response.ok(body, csv ? CSV + ";charset=UTF-8" : NDJSON)
                .header(HttpHeaders.CONTENT_DISPOSITION,
                        "attachment; filename=\"products." + (csv ? "csv" : "ndjson") + "\"")
                .build();
    }
}
