package dev.tradepost.catalog.category;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;

import jakarta.persistence.Tuple;

import org.jspecify.annotations.Nullable;

/** The whole tree, as it is shown. */
public record CategoryTree(List<Node> categories) {

    /** @param productCount active products in this category and all below it */
    public record Node(UUID id, String name, String slug, @Nullable UUID parentId, @Nullable String description,
            long productCount, List<Node> children) {}

    static CategoryTree of(List<Tuple> rows) {
        Map<UUID, List<Tuple>> byParent = rows.stream()
                .filter(row -> row.get("parent_id") != null)
                .collect(Collectors.groupingBy(row -> row.get("parent_id", UUID.class)));
        List<Tuple> roots = rows.stream().filter(row -> row.get("parent_id") == null).toList();
        return new CategoryTree(nodes(roots, byParent));
    }

    private static List<Node> nodes(List<Tuple> rows, Map<UUID, List<Tuple>> byParent) {
        List<Node> nodes = new ArrayList<>(rows.size());
        for (Tuple row : rows) {
            UUID id = row.get("id", UUID.class);
            List<Node> children = nodes(byParent.getOrDefault(id, List.of()), byParent);
            long below = children.stream().mapToLong(Node::productCount).sum();
            nodes.add(new Node(id, row.get("name", String.class), row.get("slug", String.class),
                    row.get("parent_id", UUID.class), row.get("description", String.class),
                    row.get("products", Number.class).longValue() + below, children));
        }
        return nodes;
    }
}
