package dev.tradepost.catalog.category;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;

import jakarta.persistence.Tuple;

import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

import io.quarkus.runtime.annotations.RegisterForReflection;

/** The whole tree, as it is shown. */
@RegisterForReflection(targets = {CategoryTree.class, CategoryTree.Node.class}) // written by us, not by the REST layer
public record CategoryTree(List<Node> categories) {

    /** @param productCount active products in this category and all below it */
    public record Node(@Schema(examples = "01a20364-e3c6-7688-a400-d0e3b5cc6bfb") UUID id,
            @Schema(examples = "Headphones") String name,
            @Schema(examples = "headphones") String slug,
            @Schema(examples = "01a20364-e06f-7c0f-ad7d-3da1aa35a30d") @Nullable UUID parentId,
            @Schema(examples = "In, on and over the ear") @Nullable String description,
            @Schema(examples = "42") long productCount,
            List<Node> children) {}

    static CategoryTree of(List<Tuple> rows) {
        Map<UUID, List<Tuple>> byParent = rows.stream()
                .filter(row -> row.get("parent_id") != null)
                .collect(Collectors.groupingBy(row -> row.get("parent_id", UUID.class)));
        List<Tuple> roots = rows.stream().filter(row -> row.get("parent_id") == null).toList();
        return new CategoryTree(nodes(roots, byParent));
    }

    /** Goes no deeper than the database lets the tree get. */
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
