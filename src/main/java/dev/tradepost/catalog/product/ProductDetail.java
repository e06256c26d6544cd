package dev.tradepost.catalog.product;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;

import org.jspecify.annotations.Nullable;

import dev.tradepost.catalog.category.CategoryPaths.Crumb;

/** A product as its page shows it. */
public record ProductDetail(UUID id, String name, @Nullable String description, BigDecimal price, String currency,
        String sku, Category category, @Nullable String brand, @Nullable String imageUrl, List<String> images,
        Map<String, String> specifications, Inventory inventory, boolean isActive, UUID sellerId, Instant createdAt,
        Instant updatedAt) {

    /** @param path from the top of the tree to the category itself */
    public record Category(UUID id, String name, List<Crumb> path) {}

    /** @param quantity pieces that can be bought now */
    public record Inventory(boolean inStock, int quantity) {}
}
