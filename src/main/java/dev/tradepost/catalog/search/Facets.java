package dev.tradepost.catalog.search;

import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

import org.jspecify.annotations.Nullable;

import dev.tradepost.catalog.category.CategoryPaths;
import dev.tradepost.catalog.category.CategoryPaths.Crumb;
import dev.tradepost.catalog.search.ResultCounts.Total.FacetCounts;

/**
 * The matches of a filter, counted by category, brand and price.
 *
 * @param categories the children of the filter's category, or the top of the tree; most matches first
 * @param brands the twenty with the most matches
 * @param isExact false if only the first 10,000 matches were counted
 */
public record Facets(List<CategoryCount> categories, List<BrandCount> brands, List<PriceBand> prices,
        boolean isExact) {

    public record CategoryCount(UUID id,
            String name, String slug,
            long count) {}

    public record BrandCount(String name, long count) {}

    /** @param category the filter's category, an id or slug */
    static Facets of(FacetCounts counts, CategoryPaths paths, @Nullable String category) {
        int level = category == null ? 0 : paths.find(category).map(id -> paths.path(id).size()).orElse(0);
        return new Facets(categories(counts, paths, level),
                counts.brands().stream().map(found -> new BrandCount(found.name(), found.count())).toList(),
                counts.prices().stream().map(found -> PriceBand.of(Integer.parseInt(found.name()), found.count()))
                        .sorted(Comparator.comparing(PriceBand::from)).toList(),
                counts.isExact());
    }

    private static List<CategoryCount> categories(FacetCounts counts, CategoryPaths paths, int level) {
        Map<Crumb, Long> byCategory = new HashMap<>();
        counts.categories().forEach(found -> {
            List<Crumb> path = paths.path(UUID.fromString(found.name()));
            if (!path.isEmpty()) { // empty if the category was added or deleted since the count
                byCategory.merge(path.get(Math.min(level, path.size() - 1)), found.count(), Long::sum);
            }
        });
        return byCategory.entrySet().stream()
                .map(found -> new CategoryCount(found.getKey().id(), found.getKey().name(), found.getKey().slug(),
                        found.getValue()))
                .sorted(Comparator.comparingLong(CategoryCount::count).reversed()
                        .thenComparing(CategoryCount::name).thenComparing(CategoryCount::id))
                .toList();
    }
}
