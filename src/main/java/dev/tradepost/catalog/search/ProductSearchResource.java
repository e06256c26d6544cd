package dev.tradepost.catalog.search;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.UUID;

import jakarta.annotation.security.PermitAll;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.UriInfo;

import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;
import org.jspecify.annotations.Nullable;

import com.fasterxml.jackson.annotation.JsonInclude;

import io.quarkus.runtime.annotations.RegisterForReflection;
import io.smallrye.common.annotation.NonBlocking;
import io.smallrye.mutiny.Uni;

import dev.tradepost.platform.cache.CacheRegion;
import dev.tradepost.platform.cache.CacheSpec;
import dev.tradepost.platform.http.Envelope;
import dev.tradepost.platform.http.OnEventLoop;
import dev.tradepost.platform.http.Pagination;
import dev.tradepost.platform.http.PublicRead;
import dev.tradepost.platform.http.QueryParameters;
import dev.tradepost.platform.json.Json;

@Path("/products")
class ProductSearchResource {

    /** A change is visible on every instance within this time. */
    private static final Duration LOCAL = Duration.ofMillis(500);
    /** How old the availability in a list may be. */
    private static final Duration LIFETIME = Duration.ofSeconds(5);
    private static final long LOCAL_BYTES = 32L << 20;

    private final ProductSearch productSearch;
    private final Json json;
    private final CacheRegion<byte[]> pages;

    ProductSearchResource(ProductSearch productSearch, ProductLists lists, Json json) {
        this.productSearch = productSearch;
        this.json = json;
        this.pages = lists.open(new CacheSpec<>(ProductLists.PAGES, LOCAL, _ -> LIFETIME, LOCAL_BYTES,
                page -> page.length,
                true,
                page -> new String(page, StandardCharsets.UTF_8), page -> page.getBytes(StandardCharsets.UTF_8)));
    }

    @RegisterForReflection // written outside the REST layer
    public record ProductSummary(UUID id, String name, @Nullable String description, BigDecimal price,
            String currency, String sku, String category, @Nullable String brand, @Nullable String imageUrl,
            boolean inStock) {}

    /**
     * One page of a list.
     *
     * @param searchedFor the corrected words, if the typed words had no match; otherwise left out
     * @param facets left out unless requested
     */
    @RegisterForReflection(targets = {ProductPage.class, Facets.class, Facets.CategoryCount.class,
            Facets.BrandCount.class, PriceBand.class, Pagination.class, Envelope.class})
    public record ProductPage(List<ProductSummary> products, Pagination pagination,
            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String searchedFor,
            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Facets facets) {}

    /** For the OpenAPI document: the response itself is cached as bytes. */
    public record ProductPageAnswer(boolean success, ProductPage data) {}

    /** Runs on the event loop: popular pages are bytes in memory. */
    @GET
    @PublicRead
    @PermitAll
    @NonBlocking
    @Produces(MediaType.APPLICATION_JSON)
    @APIResponseSchema(value = ProductPageAnswer.class, responseCode = "200")
    public Uni<byte[]> list(@Context UriInfo uri) {
        ProductFilter filter = ProductFilter.read(new QueryParameters(uri));
        byte[] page = pages.getIfPresent(filter.text());
        return page != null
                ? Uni.createFrom().item(page)
                : OnEventLoop.of(() -> pages.fetch(filter.text(),
                        () -> json.writeBytes(Envelope.of(productSearch.page(filter)))));
    }
}
