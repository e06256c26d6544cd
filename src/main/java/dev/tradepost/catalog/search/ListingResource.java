package dev.tradepost.catalog.search;

import java.math.BigDecimal;
import java.util.List;
import java.util.UUID;

import jakarta.annotation.security.PermitAll;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.UriInfo;

import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.ParameterIn;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

import io.smallrye.common.annotation.RunOnVirtualThread;

import dev.tradepost.kernel.Pagination;
import dev.tradepost.platform.web.Envelope;
import dev.tradepost.platform.web.PublicRead;
import dev.tradepost.platform.web.QueryParameters;

@Path("/products")
@Tag(name = "Catalogue")
@RunOnVirtualThread
class ListingResource {

    private final Listing listing;

    ListingResource(Listing listing) {
        this.listing = listing;
    }

    /** A product as a list shows it. */
    public record ProductSummary(UUID id, String name, @Nullable String description, BigDecimal price,
            String currency, String sku, String category, @Nullable String brand, @Nullable String imageUrl,
            boolean inStock) {}

    public record ProductPage(List<ProductSummary> products, Pagination pagination) {}

    @GET
    @PublicRead
    @PermitAll
    @Operation(summary = "List, filter and search products")
    @Parameter(name = "page", in = ParameterIn.QUERY, schema = @Schema(type = SchemaType.INTEGER, minimum = "1", defaultValue = "1"))
    @Parameter(name = "limit", in = ParameterIn.QUERY, schema = @Schema(type = SchemaType.INTEGER, minimum = "1", maximum = "100", defaultValue = "20"))
    @Parameter(name = "category", in = ParameterIn.QUERY, description = "id or slug; sub-categories are included", schema = @Schema(type = SchemaType.STRING))
    @Parameter(name = "search", in = ParameterIn.QUERY, description = "words that all have to be found", schema = @Schema(type = SchemaType.STRING, maxLength = 200))
    @Parameter(name = "minPrice", in = ParameterIn.QUERY, schema = @Schema(type = SchemaType.NUMBER))
    @Parameter(name = "maxPrice", in = ParameterIn.QUERY, schema = @Schema(type = SchemaType.NUMBER))
    @Parameter(name = "brand", in = ParameterIn.QUERY, schema = @Schema(type = SchemaType.STRING))
    @Parameter(name = "inStock", in = ParameterIn.QUERY, schema = @Schema(type = SchemaType.BOOLEAN))
    @Parameter(name = "sort", in = ParameterIn.QUERY, schema = @Schema(type = SchemaType.STRING, enumeration = {
            "newest", "price", "-price", "name"}, defaultValue = "newest"))
    public Envelope<ProductPage> list(@Context UriInfo uri) {
        return Envelope.of(listing.page(ProductFilter.read(new QueryParameters(uri))));
    }
}
