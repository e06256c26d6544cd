package dev.tradepost.catalog.category;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletionStage;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

import org.jspecify.annotations.Nullable;

import dev.tradepost.catalog.category.CategoryPaths.CategoryRow;
import dev.tradepost.platform.cache.CacheRegion;
import dev.tradepost.platform.cache.CacheSpec;
import dev.tradepost.platform.cache.Caches;
import dev.tradepost.platform.http.Envelope;
import dev.tradepost.platform.json.Json;

/** The tree twice: as the bytes of its response, and as the paths that other features look up. */
@ApplicationScoped
class CategoryCache {

    private static final String KEY = "all";
    private static final Duration LIFETIME = Duration.ofHours(24);
    private static final long LOCAL_BYTES = 16L << 20;
    private static final Duration TREE_LOCAL = Duration.ofMillis(500);
    /** Longer than for the tree: parsing thousands of names twice a second would cost too much. */
    private static final Duration PATHS_LOCAL = Duration.ofSeconds(2);

    private final Caches caches;
    private final CategoryReader reader;
    private final Json json;
    private final CacheRegion<byte[]> tree;
    private final CacheRegion<CategoryPaths> paths;

    CategoryCache(Caches caches, CategoryReader reader, Json json) {
        this.caches = caches;
        this.reader = reader;
        this.json = json;
        this.tree = caches.open(new CacheSpec<>("categories", TREE_LOCAL, _ -> LIFETIME, LOCAL_BYTES,
                bytes -> bytes.length, false, bytes -> new String(bytes, StandardCharsets.UTF_8),
                text -> text.getBytes(StandardCharsets.UTF_8)));
        this.paths = caches.open(new CacheSpec<>("category_paths", PATHS_LOCAL, _ -> LIFETIME, LOCAL_BYTES,
                known -> 200 * known.rows().size(), false, CategoryCache::write, CategoryCache::read));
    }

    /** The response with the tree, if this process holds it. */
    byte @Nullable [] treeIfPresent() {
        return tree.getIfPresent(KEY);
    }

    CompletionStage<byte[]> tree() {
        return tree.fetch(KEY, this::treeResponse);
    }

    CategoryPaths paths() {
        return paths.get(KEY, reader::paths);
    }

    void warm() {
        tree.warm(KEY, this::treeResponse, LIFETIME);
        paths.warm(KEY, reader::paths, LIFETIME);
    }

    void categoriesChange(@Observes CategoriesChanged change) {
        caches.changing(tree, List.of(KEY));
        caches.changing(paths, List.of(KEY));
    }

    void productCountsChange() {
        caches.changing(tree, List.of(KEY));
    }

    private byte[] treeResponse() {
        return json.writeBytes(Envelope.of(reader.tree()));
    }

    /** A line per category. Names contain neither tabs nor line breaks. */
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
