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

/** The products' pages, out of the cache. An order never looks here. */
@ApplicationScoped
class ProductPages {

    private final ProductCatalogue catalogue;
    private final Categories categories;
    private final Json json;
    private final Caches caches;
    private final CacheRegion<CachedProduct> pages;

    ProductPages(ProductCatalogue catalogue, Categories categories, Json json, Caches caches) {
        this.catalogue = catalogue;
        this.categories = categories;
        this.json = json;
        this.caches = caches;
        this.pages = caches.open(CachedProduct.kind(this::namesCategoriesAsNow));
    }

    /** What can be shown without waiting for anything; null when something would have to be fetched. */
    @Nullable
    CachedProduct getIfPresent(UUID productId) {
        return pages.getIfPresent(productId.toString());
    }

    CompletionStage<CachedProduct> fetch(UUID productId) {
        return pages.fetch(productId.toString(), () -> read(productId));
    }

    /** Fills Redis before anybody asks. */
    void warm(UUID productId, Duration lifetime) {
        pages.warm(productId.toString(), () -> read(productId), lifetime);
    }

    void productsChange(@Observes ProductsChanged change) {
        forget(change.productIds());
        categories.countsChange();
    }

    void stockMoves(@Observes StockChanged move) {
        forget(move.productIds());
    }

    private void forget(Collection<UUID> productIds) {
        caches.changing(pages, productIds.stream().map(UUID::toString).toList());
    }

    private CachedProduct read(UUID productId) {
        return catalogue.detail(productId)
                .map(found -> new CachedProduct(found.detail().sellerId(), found.detail().isActive(), found.version(),
                        found.detail().inventory().quantity() + "." + found.names(), body(found.detail())))
                .orElse(CachedProduct.NONE);
    }

    private boolean namesCategoriesAsNow(CachedProduct shown) {
        return !shown.exists() || shown.sideVersion().endsWith("." + categories.paths().version());
    }

    private byte[] body(ProductDetail detail) {
        return json.writeBytes(Envelope.of(detail));
    }
}
