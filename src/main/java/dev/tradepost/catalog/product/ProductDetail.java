package dev.tradepost.catalog.product;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;

import org.jspecify.annotations.Nullable;

/** A product as its page shows it. */
public record ProductDetail(UUID id, String name, @Nullable String description, BigDecimal price, String currency,
        String sku, Category category, @Nullable String brand, @Nullable String imageUrl, List<String> images,
        Map<String, String> specifications, Inventory inventory, boolean isActive, UUID sellerId, Instant createdAt,
        Instant updatedAt) {

    public record Category(UUID id, String name) {}

    /** @param quantity pieces that can be bought now */
    public record Inventory(boolean inStock, int quantity) {}
}
