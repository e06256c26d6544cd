package dev.tradepost.catalog.search;

import java.util.ArrayList;
import java.util.List;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

import dev.tradepost.catalog.category.CategoriesChanged;
import dev.tradepost.catalog.product.ProductsChanged;
import dev.tradepost.platform.cache.Caches;
import dev.tradepost.platform.cache.Kind;
import dev.tradepost.platform.cache.Region;

/**
 * What is kept of lists. Any change of a product may change any list, so they change all together. Stock does not: what a list says
 * of it is as old as the list, which is seconds.
 */
@ApplicationScoped
class ProductLists {

    private final Caches caches;
    private final List<Region<?>> regions = new ArrayList<>();

    ProductLists(Caches caches) {
        this.caches = caches;
    }

    synchronized <T> Region<T> open(Kind<T> kind) {
        Region<T> region = caches.open(kind);
        regions.add(region);
        return region;
    }

    void productsChange(@Observes ProductsChanged change) {
        forget();
    }

    void categoriesChange(@Observes CategoriesChanged change) {
        forget();
    }

    private synchronized void forget() {
        regions.forEach(caches::changingAll);
    }
}
