package dev.tradepost.catalog.product;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;

import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

import dev.tradepost.catalog.category.CategoryPaths.Crumb;

/** A product as its own page shows it. */
public record ProductDetail(UUID id, String name, @Nullable String description, BigDecimal price, String currency,
        String sku, ProductCategory category, @Nullable String brand, @Nullable String imageUrl, List<String> images,
        Map<String, String> specifications, ProductStock inventory, boolean isActive, UUID sellerId, Instant createdAt,
        Instant updatedAt) {

    /** @param path from the top of the tree to the category itself */
    @Schema(name = "Category")
    public record ProductCategory(UUID id, String name, List<Crumb> path) {}

    /** @param quantity pieces that can be ordered */
    @Schema(name = "Inventory")
    public record ProductStock(boolean inStock, int quantity) {}

    ProductDetail in(ProductCategory other) {
        return new ProductDetail(id, name, description, price, currency, sku, other, brand, imageUrl, images,
                specifications, inventory, isActive, sellerId, createdAt, updatedAt);
    }
}
