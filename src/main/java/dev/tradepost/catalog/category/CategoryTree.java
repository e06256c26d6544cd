package dev.tradepost.catalog.category;

import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;

import io.quarkus.runtime.annotations.RegisterForReflection;

/** The whole category tree. */
@RegisterForReflection(targets = {CategoryTree.class, CategoryTree.Node.class}) // written outside the REST layer
public record CategoryTree(List<Node> categories) {

    /** @param productCount active products in this category and all below it */
    public record Node(UUID id,
            String name,
            String slug,
            @Nullable UUID parentId,
            @Nullable String description,
            long productCount,
            List<Node> children) {

        /** Recursion is safe: the database limits the depth of the tree. */
        private Node with(Map<UUID, List<Node>> byParent) {
            List<Node> below = byParent.getOrDefault(id, List.of()).stream().map(child -> child.with(byParent))
                    .toList();
            return new Node(id, name, slug, parentId, description,
                    productCount + below.stream().mapToLong(Node::productCount).sum(), below);
        }
    }

    /** @param nodes all categories without their children, each counting its own products */
    static CategoryTree of(List<Node> nodes) {
        Map<UUID, List<Node>> byParent = nodes.stream().filter(node -> node.parentId() != null)
                .collect(Collectors.groupingBy(Node::parentId));
        return new CategoryTree(nodes.stream().filter(node -> node.parentId() == null)
                .map(root -> root.with(byParent)).toList());
    }
}
