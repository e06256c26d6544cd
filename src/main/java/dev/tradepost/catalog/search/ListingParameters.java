package dev.tradepost.catalog.search;

import jakarta.ws.rs.QueryParam;

import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

import dev.tradepost.platform.web.QueryParameters;

/** The query string of a product list, as it came: text, so that everything wrong with it can be said at once. */
public record ListingParameters(
        @QueryParam("page") @Schema(type = SchemaType.INTEGER, minimum = "1", defaultValue = "1") @Nullable String page,
        @QueryParam("limit") @Schema(type = SchemaType.INTEGER, minimum = "1", maximum = "100", defaultValue = "20") @Nullable String limit,
        @QueryParam("category") @Schema(description = "id or slug; sub-categories are included") @Nullable String category,
        @QueryParam("search") @Nullable String search,
        @QueryParam("minPrice") @Schema(type = SchemaType.NUMBER) @Nullable String minPrice,
        @QueryParam("maxPrice") @Schema(type = SchemaType.NUMBER) @Nullable String maxPrice,
        @QueryParam("brand") @Nullable String brand,
        @QueryParam("inStock") @Schema(type = SchemaType.BOOLEAN) @Nullable String inStock,
        @QueryParam("sort") @Schema(enumeration = { "newest", "price", "-price",
                "name" }, defaultValue = "newest") @Nullable String sort) {

    ProductFilter read() {
        QueryParameters query = new QueryParameters();
        ProductFilter filter = new ProductFilter(query.page(page, limit), query.text("category", category),
                query.text("search", search), query.amount("minPrice", minPrice), query.amount("maxPrice", maxPrice),
                query.text("brand", brand), query.flag("inStock", inStock),
                query.choice("sort", sort, ProductFilter.Sort.NEWEST));
        if (filter.minPrice() != null && filter.maxPrice() != null
                && filter.minPrice().compareTo(filter.maxPrice()) > 0) {
            query.refuse("minPrice", "range", "must not be more than maxPrice");
        }
        query.check();
        return filter;
    }
}
