package dev.tradepost.catalog.product;

import java.time.Duration;
import java.util.Collection;
import java.util.UUID;
import java.util.concurrent.CompletionStage;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

import org.jspecify.annotations.Nullable;

import dev.tradepost.catalog.category.Categories;
import dev.tradepost.catalog.inventory.StockChanged;
import dev.tradepost.platform.cache.CacheRegion;
import dev.tradepost.platform.cache.Caches;
import dev.tradepost.platform.http.Envelope;
import dev.tradepost.platform.json.Json;

/** Responses for products, cached. Orders never read them. */
@ApplicationScoped
class ProductPages {

    private final ProductReader reader;
    private final Categories categories;
    private final Json json;
    private final Caches caches;
    private final CacheRegion<CachedProduct> pages;

    ProductPages(ProductReader reader, Categories categories, Json json, Caches caches) {
        this.reader = reader;
        this.categories = categories;
        this.json = json;
        this.caches = caches;
        this.pages = caches.open(CachedProduct.spec(this::hasCurrentPaths));
    }

    /** The response if this process holds it. Does not block. */
    @Nullable
    CachedProduct getIfPresent(UUID productId) {
        return pages.getIfPresent(productId.toString());
    }

    CompletionStage<CachedProduct> fetch(UUID productId) {
        return pages.fetch(productId.toString(), () -> read(productId));
    }

    /** Fills Redis before the first request. */
    void warm(UUID productId, Duration lifetime) {
        pages.warm(productId.toString(), () -> read(productId), lifetime);
    }

    void productsChange(@Observes ProductsChanged change) {
        invalidate(change.productIds());
        categories.productCountsChange();
    }

    void stockChanges(@Observes StockChanged change) {
        invalidate(change.productIds());
    }

    private void invalidate(Collection<UUID> productIds) {
        caches.changing(pages, productIds.stream().map(UUID::toString).toList());
    }

    private CachedProduct read(UUID productId) {
        return reader.read(productId)
                .map(product -> new CachedProduct(product.detail().sellerId(), product.detail().isActive(),
                        product.version(), product.detail().inventory().quantity() + "." + product.pathsVersion(),
                        json.writeBytes(Envelope.of(product.detail()))))
                .orElse(CachedProduct.NONE);
    }

    private boolean hasCurrentPaths(CachedProduct product) {
        return !product.exists() || product.sideVersion().endsWith("." + categories.paths().version());
    }

}
