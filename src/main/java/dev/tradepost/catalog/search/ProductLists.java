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
 * What is kept of lists. Any change of a product may change any list, so they change all together. Stock does not: what a list says
 * of it is as old as the list, which is seconds.
 */
@ApplicationScoped
class ProductLists {

    static final String PAGES = "products:list";
    static final String TOTALS = "products:totals";
    static final String MILESTONES = "products:milestones";
    /** All of them by name: an instance that has shown no list yet still changes what others show. */
    private static final Set<String> KINDS = Set.of(PAGES, TOTALS, MILESTONES);

    private final Caches caches;

    ProductLists(Caches caches) {
        this.caches = caches;
    }

    <T> CacheRegion<T> open(CacheSpec<T> cacheSpec) {
        if (!KINDS.contains(cacheSpec.name())) {
            throw new IllegalArgumentException(cacheSpec.name() + " would not be forgotten when products change");
        }
        return caches.open(cacheSpec);
    }

    void productsChange(@Observes ProductsChanged change) {
        forget();
    }

    void categoriesChange(@Observes CategoriesChanged change) {
        forget();
    }

    private void forget() {
        caches.changingAll(KINDS);
    }
}
