package dev.tradepost.catalog.category;

import java.util.*;

public final class CategoryPaths {
    public record Row(UUID id, @org.jspecify.annotations.Nullable UUID parentId, String name, String slug) {}
    public record Crumb(UUID id, String name, String slug) {}
    private final Map<UUID, Row> rows = new LinkedHashMap<>();
    public CategoryPaths(List<Row> all) {
        all.forEach(r -> rows.put(r.id(), r));
    }
    public String name(UUID id) {
        return Objects.requireNonNull(rows.get(id)).name();
    }
    public List<Crumb> path(UUID id) {
        List<Crumb> path = new ArrayList<>();
        for (Row at = rows.get(id); at != null; at = at.parentId() == null ? null : rows.get(at.parentId()))
            path.addFirst(new Crumb(at.id(), at.name(), at.slug()));
        return path;
    }
    public Optional<UUID> find(String s) {
        return rows.values().stream().filter(r -> r.slug().equals(s) || r.id().toString().equals(s)).map(Row::id)
                .findFirst();
    }
    public Set<UUID> withDescendants(UUID id) {
        Set<UUID> s = new LinkedHashSet<>();
        for (Row r : rows.values())
            if (path(r.id()).stream().anyMatch(c -> c.id().equals(id)))
                s.add(r.id());
        return s;
    }
    public String version() {
        return Integer.toHexString(rows.hashCode());
    }
    public Collection<Row> rows() {
        return rows.values();
    }
}
