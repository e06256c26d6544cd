package dev.tradepost.catalog.category;

import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;

import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

import io.quarkus.runtime.annotations.RegisterForReflection;

/** The whole category tree. */
@RegisterForReflection(targets = {CategoryTree.class, CategoryTree.Node.class}) // written outside the REST layer
public record CategoryTree(List<Node> categories) {

    /** @param productCount active products in this category and all below it */
    public record Node(@Schema(examples = "01a20364-e3c6-7688-a400-d0e3b5cc6bfb") UUID id,
            @Schema(examples = "Headphones") String name,
            @Schema(examples = "headphones") String slug,
            @Schema(examples = "01a20364-e06f-7c0f-ad7d-3da1aa35a30d") @Nullable UUID parentId,
            @Schema(examples = "In, on and over the ear") @Nullable String description,
            @Schema(examples = "42") long productCount,
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
