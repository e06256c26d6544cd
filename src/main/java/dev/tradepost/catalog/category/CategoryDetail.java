package dev.tradepost.catalog.category;

import java.util.List;
import java.util.UUID;

import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

import dev.tradepost.catalog.category.CategoryPaths.Crumb;

/**
 * A category with its path and its children.
 *
 * @param productCount products for sale in this category and all below it
 * @param path from the top of the tree to the category itself
 */
public record CategoryDetail(@Schema(examples = "01a20364-e3c6-7688-a400-d0e3b5cc6bfb") UUID id,
        @Schema(examples = "Headphones") String name,
        @Schema(examples = "headphones") String slug,
        @Schema(examples = "01a20364-e06f-7c0f-ad7d-3da1aa35a30d") @Nullable UUID parentId,
        @Schema(examples = "In, on and over the ear") @Nullable String description,
        @Schema(examples = "42") long productCount,
        List<Crumb> path,
        List<Child> children) {

    /** @param productCount products for sale in this category and all below it */
    public record Child(@Schema(examples = "01a20364-e3c6-7688-a400-d0e3b5cc6bfb") UUID id,
            @Schema(examples = "In-ear") String name,
            @Schema(examples = "in-ear") String slug,
            @Schema(examples = "12") long productCount) {}
}
