package dev.tradepost.catalog.category;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.Deque;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;

import dev.tradepost.platform.crypto.Sha256;
import dev.tradepost.platform.json.UuidText;

/**
 * An immutable snapshot of the names and the shape of the tree.
 *
 * @param version a digest of the snapshot: equal for equal trees
 */
public record CategoryPaths(Map<UUID, CategoryRow> rows, Map<UUID, List<UUID>> children, Map<String, UUID> bySlug,
        String version) {

    public record CategoryRow(UUID id, @Nullable UUID parentId, String name, String slug) {}

    /** A category on the path to another one. */
    public record Crumb(UUID id, String name, String slug) {}

    /** @param rows all categories, in any order */
    public CategoryPaths(List<CategoryRow> rows) {
        this(byId(rows), byParent(rows),
                rows.stream().collect(Collectors.toUnmodifiableMap(CategoryRow::slug, CategoryRow::id)),
                digest(rows));
    }

    public @Nullable String name(UUID categoryId) {
        CategoryRow row = rows.get(categoryId);
        return row == null ? null : row.name();
    }

    /** The path from the top of the tree to the category itself; empty if there is no such category. */
    public List<Crumb> path(UUID categoryId) {
        List<Crumb> path = new ArrayList<>();
        CategoryRow at = rows.get(categoryId);
        while (at != null && path.size() < rows.size()) {
            path.add(new Crumb(at.id(), at.name(), at.slug()));
            at = at.parentId() == null ? null : rows.get(at.parentId());
        }
        return List.copyOf(path.reversed());
    }

    /** Finds a category by its id or slug, in upper or lower case. */
    public Optional<UUID> find(String idOrSlug) {
        UUID id = UuidText.parse(idOrSlug);
        return id != null
                ? Optional.of(id).filter(rows::containsKey)
                : Optional.ofNullable(bySlug.get(idOrSlug.toLowerCase(Locale.ROOT)));
    }

    /** A category and everything below it; empty if there is no such category. */
    public Set<UUID> withDescendants(UUID categoryId) {
        Set<UUID> found = new LinkedHashSet<>();
        Deque<UUID> open = new ArrayDeque<>();
        if (rows.containsKey(categoryId)) {
            open.add(categoryId);
        }
        while (!open.isEmpty()) {
            UUID at = open.remove();
            if (found.add(at)) {
                open.addAll(children.getOrDefault(at, List.of()));
            }
        }
        return Collections.unmodifiableSet(found);
    }

    private static Map<UUID, CategoryRow> byId(List<CategoryRow> rows) {
        Map<UUID, CategoryRow> byId = new LinkedHashMap<>();
        inOrder(rows).forEach(row -> byId.put(row.id(), row));
        return Collections.unmodifiableMap(byId);
    }

    private static Map<UUID, List<UUID>> byParent(List<CategoryRow> rows) {
        Map<UUID, List<UUID>> byParent = new LinkedHashMap<>();
        for (CategoryRow row : inOrder(rows)) {
            if (row.parentId() != null) {
                byParent.computeIfAbsent(row.parentId(), _ -> new ArrayList<>()).add(row.id());
            }
        }
        byParent.replaceAll((_, below) -> List.copyOf(below));
        return Collections.unmodifiableMap(byParent);
    }

    /** Separates the values by a character that no name contains. */
    private static String digest(List<CategoryRow> rows) {
        StringBuilder text = new StringBuilder();
        for (CategoryRow row : inOrder(rows)) {
            text.append(row.id()).append('\n').append(row.parentId()).append('\n').append(row.name()).append('\n')
                    .append(row.slug()).append('\n');
        }
        return HexFormat.of().formatHex(Sha256.of(text.toString()), 0, 8);
    }

    private static List<CategoryRow> inOrder(List<CategoryRow> rows) {
        return rows.stream().sorted(Comparator.comparing(row -> row.id().toString())).toList();
    }
}
