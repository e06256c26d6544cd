package dev.tradepost.catalog.category;

import java.util.List;
import java.util.UUID;

import org.jspecify.annotations.Nullable;

import dev.tradepost.catalog.category.CategoryPaths.Crumb;

/**
 * A category with its path and its children.
 *
 * @param productCount products for sale in this category and all below it
 * @param path from the top of the tree to the category itself
 */
public record CategoryDetail(UUID id,
        String name,
        String slug,
        @Nullable UUID parentId,
        @Nullable String description,
        long productCount,
        List<Crumb> path,
        List<Child> children) {

    /** @param productCount products for sale in this category and all below it */
    public record Child(UUID id,
            String name,
            String slug,
            long productCount) {}
}
