package dev.tradepost.catalog.search;

import java.util.Set;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

import dev.tradepost.catalog.category.CategoriesChanged;
import dev.tradepost.catalog.product.ProductsChanged;
import dev.tradepost.platform.cache.CacheRegion;
import dev.tradepost.platform.cache.CacheSpec;
import dev.tradepost.platform.cache.Caches;

/**
 * The caches of lists. A change of any product or category invalidates all of them, because it may change any list. A change of stock does
 * not: availability in a list may be a few seconds old.
 */
@ApplicationScoped
class ProductLists {

    static final String PAGES = "products:list";
    static final String TOTALS = "products:totals";
    static final String ANCHORS = "products:milestones";
    /** By name, because a change on an instance without lists must reach the other instances too. */
    private static final Set<String> REGIONS = Set.of(PAGES, TOTALS, ANCHORS);

    private final Caches caches;

    ProductLists(Caches caches) {
        this.caches = caches;
    }

    <T> CacheRegion<T> open(CacheSpec<T> cacheSpec) {
        if (!REGIONS.contains(cacheSpec.name())) {
            throw new IllegalArgumentException(cacheSpec.name() + " would not be invalidated when products change");
        }
        return caches.open(cacheSpec);
    }

    void productsChange(@Observes ProductsChanged change) {
        invalidate();
    }

    void categoriesChange(@Observes CategoriesChanged change) {
        invalidate();
    }

    private void invalidate() {
        caches.changingAll(REGIONS);
    }
}
