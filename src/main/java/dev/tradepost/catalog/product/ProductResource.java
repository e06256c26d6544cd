package dev.tradepost.catalog.product;

import java.util.UUID;

import jakarta.annotation.security.PermitAll;
import jakarta.annotation.security.RolesAllowed;
import jakarta.transaction.Transactional;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.HttpHeaders;

import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.extensions.Extension;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestResponse;
import org.jboss.resteasy.reactive.RestResponse.ResponseBuilder;

import io.smallrye.common.annotation.RunOnVirtualThread;

import dev.tradepost.kernel.Problem;
import dev.tradepost.platform.audit.Audit;
import dev.tradepost.platform.security.Caller;
import dev.tradepost.platform.security.Roles;
import dev.tradepost.platform.web.Envelope;
import dev.tradepost.platform.web.OpenApiAnswers;
import dev.tradepost.platform.web.PublicRead;

@Path("/products")
@Tag(name = "Catalogue")
@RunOnVirtualThread
class ProductResource {

    private final ProductCatalogue catalogue;
    private final Caller caller;
    private final Audit audit;

    ProductResource(ProductCatalogue catalogue, Caller caller, Audit audit) {
        this.catalogue = catalogue;
        this.caller = caller;
        this.audit = audit;
    }

    @GET
    @Path("/{productId}")
    @PublicRead
    @PermitAll
    @Operation(summary = "Read one product")
    public Envelope<ProductDetail> detail(@PathParam("productId") UUID productId) {
        return Envelope.of(visible(productId));
    }

    @POST
    @RolesAllowed({Roles.ADMIN, Roles.SELLER})
    @Transactional
    @Extension(name = OpenApiAnswers.STATUS, value = "201")
    @Extension(name = OpenApiAnswers.PROBLEMS, value = "409 sku_taken")
    @Operation(summary = "Offer a product")
    public RestResponse<Envelope<ProductDetail>> add(ProductRequest request) {
        UUID id = catalogue.add(request, caller.userId());
        audit.record(Audit.Event.of("product.created", "product", id));
        return ResponseBuilder.create(RestResponse.Status.CREATED, Envelope.of(visible(id)))
                .header(HttpHeaders.LOCATION, "/api/v1/products/" + id).build();
    }

    private ProductDetail visible(UUID productId) {
        return catalogue.detail(productId)
                .filter(product -> product.isActive() || caller.mayActFor(product.sellerId()))
                .orElseThrow(() -> new Problem.NotFound("Product"));
    }
}
