package dev.tradepost.catalog.search;

import java.math.BigDecimal;
import java.util.List;
import java.util.UUID;

import jakarta.annotation.security.PermitAll;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;

import io.smallrye.common.annotation.RunOnVirtualThread;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

import dev.tradepost.kernel.Pagination;
import dev.tradepost.platform.web.Envelope;

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
    @PermitAll
    @Operation(summary = "List, filter and search products")
    public Envelope<ProductPage> list(@BeanParam ListingParameters parameters) {
        return Envelope.of(listing.page(parameters.read()));
    }
}
