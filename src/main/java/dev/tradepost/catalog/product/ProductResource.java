package dev.tradepost.catalog.product;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;

import jakarta.annotation.security.PermitAll;
import jakarta.annotation.security.RolesAllowed;
import jakarta.transaction.Transactional;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.UriInfo;

import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;
import org.jboss.resteasy.reactive.RestResponse;
import org.jboss.resteasy.reactive.RestResponse.ResponseBuilder;
import org.jspecify.annotations.Nullable;

import com.fasterxml.jackson.databind.annotation.JsonDeserialize;

import io.smallrye.common.annotation.NonBlocking;
import io.smallrye.common.annotation.RunOnVirtualThread;
import io.smallrye.mutiny.Uni;

import dev.tradepost.kernel.PageRequest;
import dev.tradepost.kernel.Problem;
import dev.tradepost.platform.audit.Audit;
import dev.tradepost.platform.audit.AuditEvent;
import dev.tradepost.platform.http.Envelope;
import dev.tradepost.platform.http.Envelope.Done;
import dev.tradepost.platform.http.OnEventLoop;
import dev.tradepost.platform.http.Pagination;
import dev.tradepost.platform.http.Preconditions;
import dev.tradepost.platform.http.PublicRead;
import dev.tradepost.platform.http.QueryParameters;
import dev.tradepost.platform.json.Paragraphs;
import dev.tradepost.platform.security.Caller;
import dev.tradepost.platform.security.Roles;

@Path("/products")
class ProductResource {

    private static final ProductChange OFF_SALE = new ProductChange(null, null, null, null, null, null, null, null,
            false);

    private final ProductCatalogue catalogue;
    private final ProductReader reader;
    private final ProductPages pages;
    private final ProductHistory history;
    private final Preconditions preconditions;
    private final Caller caller;
    private final Audit audit;

    ProductResource(ProductCatalogue catalogue, ProductReader reader, ProductPages pages, ProductHistory history,
            Preconditions preconditions, Caller caller, Audit audit) {
        this.catalogue = catalogue;
        this.reader = reader;
        this.pages = pages;
        this.history = history;
        this.preconditions = preconditions;
        this.caller = caller;
        this.audit = audit;
    }

    /** For the OpenAPI document: the response itself is cached as bytes. */
    public record ProductAnswer(boolean success, ProductDetail data) {}

    /** Null stands for no value; lists and maps are JSON. */
    public record FieldChange(
            @JsonDeserialize(using = Paragraphs.class) @Nullable String from,
            @JsonDeserialize(using = Paragraphs.class) @Nullable String to) {}

    /** @param changes by the name of the field */
    public record ProductChanged(UUID changedBy,
            Instant changedAt, Map<String, FieldChange> changes) {}

    public record ChangePage(List<ProductChanged> changes, Pagination pagination) {}

    /** Runs on the event loop: nearly all responses are bytes in memory. */
    @GET
    @Path("/{productId}")
    @PublicRead
    @PermitAll
    @NonBlocking
    @Produces(MediaType.APPLICATION_JSON)
    @APIResponseSchema(value = ProductAnswer.class, responseCode = "200")
    public Uni<RestResponse<byte[]>> detail(@PathParam("productId") UUID productId) {
        CachedProduct shown = pages.getIfPresent(productId);
        return shown != null && shown.isActive()
                ? Uni.createFrom().item(answer(shown))
                : OnEventLoop.of(() -> pages.fetch(productId)).flatMap(this::answerIfVisible);
    }

    private Uni<RestResponse<byte[]>> answerIfVisible(CachedProduct shown) {
        if (shown.isActive()) {
            return Uni.createFrom().item(answer(shown));
        }
        if (shown.seller() == null) {
            throw new Problem.NotFound("Product");
        }
        return OnEventLoop.here(caller.whetherMayActFor(shown.seller())).map(may -> {
            if (!may) {
                throw new Problem.NotFound("Product");
            }
            return answer(shown);
        });
    }

    private RestResponse<byte[]> answer(CachedProduct shown) {
        preconditions.shows(shown.version(), shown.sideVersion());
        return RestResponse.ok(shown.body());
    }

    @POST
    @RunOnVirtualThread
    @RolesAllowed({Roles.ADMIN, Roles.SELLER})
    @Transactional
    public RestResponse<Envelope<ProductDetail>> add(ProductRequest request) {
        UUID id = catalogue.add(request, caller.userId());
        audit.record(AuditEvent.of("product.created", "product", id));
        return ResponseBuilder.create(RestResponse.Status.CREATED, shown(id))
                .header(HttpHeaders.LOCATION, "/api/v1/products/" + id).build();
    }

    @PATCH
    @Path("/{productId}")
    @RunOnVirtualThread
    @RolesAllowed({Roles.ADMIN, Roles.SELLER})
    @Transactional
    public Envelope<ProductDetail> change(@PathParam("productId") UUID productId, ProductChange change) {
        changeAs("product.changed", productId, change);
        return shown(productId);
    }

    @DELETE
    @Path("/{productId}")
    @RunOnVirtualThread
    @RolesAllowed({Roles.ADMIN, Roles.SELLER})
    @Transactional
    public Done remove(@PathParam("productId") UUID productId) {
        changeAs("product.removed", productId, OFF_SALE);
        return Envelope.done("Product is not for sale any more");
    }

    private void changeAs(String action, UUID productId, ProductChange change) {
        Product product = catalogue.lock(productId);
        caller.requireMayActFor(product.sellerId());
        preconditions.requireMatch(product.version());
        ProductDiff diff = catalogue.change(product, change, caller.userId());
        if (!diff.isEmpty()) {
            audit.record(AuditEvent.of(action, "product", productId).with("fields",
                    String.join(", ", diff.fields().keySet())));
        }
    }

    @GET
    @Path("/{productId}/changes")
    @RunOnVirtualThread
    @RolesAllowed({Roles.ADMIN, Roles.SELLER})
    public Envelope<ChangePage> changes(@PathParam("productId") UUID productId, @Context UriInfo uri) {
        QueryParameters query = new QueryParameters(uri);
        PageRequest page = query.page();
        query.check();
        caller.requireMayActFor(catalogue.sellerOf(productId));
        return Envelope.of(history.of(productId, page));
    }

    private Envelope<ProductDetail> shown(UUID productId) {
        ProductReader.VersionedProduct product = reader.read(productId)
                .orElseThrow(() -> new Problem.NotFound("Product"));
        preconditions.shows(product.version());
        return Envelope.of(product.detail());
    }
}
