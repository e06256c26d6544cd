package dev.tradepost.catalog.category;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

import org.jspecify.annotations.Nullable;

import dev.tradepost.catalog.category.CategoryPaths.CategoryRow;
import dev.tradepost.platform.cache.CacheRegion;
import dev.tradepost.platform.cache.CacheSpec;
import dev.tradepost.platform.cache.Caches;

/** The tree, kept: as it is shown, in bytes, and as the others look names up in it. */
@ApplicationScoped
class CategoryCache {

    private static final String ALL = "all";
    private static final Duration LIFETIME = Duration.ofHours(24);
    private static final long NEAR_BYTES = 16L << 20;

    private final Caches caches;
    private final CacheRegion<byte[]> tree;
    private final CacheRegion<CategoryPaths> paths;

    CategoryCache(Caches caches) {
        this.caches = caches;
        this.tree = caches.open(new CacheSpec<>("categories", Duration.ofMillis(500), _ -> LIFETIME, NEAR_BYTES,
                bytes -> bytes.length, false, bytes -> new String(bytes, StandardCharsets.UTF_8),
                text -> text.getBytes(StandardCharsets.UTF_8)));
        // Thousands of names are not read anew twice a second.
        this.paths = caches.open(new CacheSpec<>("category_paths", Duration.ofSeconds(2), _ -> LIFETIME, NEAR_BYTES,
                known -> 200 * known.rows().size(), false, CategoryCache::write, CategoryCache::read));
    }

    byte @Nullable [] treeIfPresent() {
        return tree.getIfPresent(ALL);
    }

    CompletionStage<byte[]> tree(Supplier<byte[]> load) {
        return tree.fetch(ALL, load);
    }

    /** Fills Redis before anybody asks. */
    void warm(Supplier<byte[]> loadTree, Supplier<CategoryPaths> loadPaths) {
        tree.warm(ALL, loadTree, LIFETIME);
        paths.warm(ALL, loadPaths, LIFETIME);
    }

    CategoryPaths paths(Supplier<CategoryPaths> load) {
        return paths.get(ALL, load);
    }

    void categoriesChange(@Observes CategoriesChanged change) {
        caches.changing(tree, List.of(ALL));
        caches.changing(paths, List.of(ALL));
    }

    void countsChange() {
        caches.changing(tree, List.of(ALL));
    }

    /** A line for each category. Neither a tab nor a line break stands in a name. */
    private static String write(CategoryPaths known) {
        StringBuilder text = new StringBuilder();
        known.rows().values().forEach(row -> text.append(row.id()).append('\t')
                .append(row.parentId() == null ? "" : row.parentId()).append('\t').append(row.slug()).append('\t')
                .append(row.name()).append('\n'));
        return text.toString();
    }

    private static CategoryPaths read(String text) {
        List<CategoryRow> rows = new ArrayList<>();
        text.lines().forEach(line -> {
            String[] parts = line.split("\t", 4);
            rows.add(new CategoryRow(UUID.fromString(parts[0]), parts[1].isEmpty() ? null : UUID.fromString(parts[1]),
                    parts[3], parts[2]));
        });
        return new CategoryPaths(rows);
    }
}
