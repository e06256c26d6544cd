package dev.tradepost.catalog.search;

import java.math.BigDecimal;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;

import jakarta.enterprise.context.ApplicationScoped;

import org.jspecify.annotations.Nullable;

import dev.tradepost.catalog.category.Categories;
import dev.tradepost.catalog.category.CategoryPaths;
import dev.tradepost.catalog.inventory.Popularity;
import dev.tradepost.catalog.search.ListingResource.ProductPage;
import dev.tradepost.catalog.search.ListingResource.ProductSummary;
import dev.tradepost.catalog.search.ProductFilter.Sort;
import dev.tradepost.kernel.Pagination;
import dev.tradepost.platform.database.Queries;

/**
 * Lists products: one statement for the page, and one for what all pages have in common, which is kept for longer. Never one per
 * product.
 */
@ApplicationScoped
class Listing {

    private final Queries queries;
    private final Totals totals;
    private final Milestones milestones;
    private final Corrections corrections;
    private final Categories categories;
    private final Clock clock;

    Listing(Queries queries, Totals totals, Milestones milestones, Corrections corrections, Categories categories,
            Clock clock) {
        this.queries = queries;
        this.totals = totals;
        this.milestones = milestones;
        this.corrections = corrections;
        this.categories = categories;
        this.clock = clock;
    }

    /** What is typed wrongly is looked for as it was probably meant, if it finds nothing as it stands. */
    ProductPage page(ProductFilter filter) {
        ProductPage page = found(filter, null);
        if (filter.search() == null || page.pagination().totalItems() > 0) {
            return page;
        }
        return corrections.of(filter.search())
                .map(meant -> found(filter.searching(meant), String.join(" ", meant.words())))
                .filter(corrected -> corrected.pagination().totalItems() > 0).orElse(page);
    }

    private ProductPage found(ProductFilter filter, @Nullable String searchedFor) {
        CategoryPaths paths = categories.paths();
        UUID[] within = null;
        if (filter.category() != null) {
            Optional<UUID> category = paths.find(filter.category());
            if (category.isEmpty()) {
                return page(filter, Totals.Total.NOTHING, List.of(), Sort.NEWEST, searchedFor, paths);
            }
            within = paths.withDescendants(category.get()).toArray(UUID[]::new);
        }
        Finds finds = new Finds(filter, within);
        Totals.Total total = totals.of(filter, finds);
        Sort order = order(filter, total);
        List<Row> rows = total.items() == 0 ? List.of() : rows(filter, finds, order);
        return page(filter, total, rows, order, searchedFor,
                categories.pathsKnowing(rows.stream().map(Row::categoryId).toList()));
    }

    private List<Row> rows(ProductFilter filter, Finds finds, Sort order) {
        boolean isPlain = filter.cursor() == null && filter.finds().equals(ProductFilter.EVERYTHING);
        Finds begun = isPlain
                ? milestones.before(order, filter.page().offset()).map(finds::from).orElse(finds)
                : finds;
        return queries.all(begun.page(order, Popularity.ofOneSoldAt(clock.instant()).value()), Listing::row);
    }

    private static Sort order(ProductFilter filter, Totals.Total total) {
        if (filter.cursor() != null) {
            return filter.cursor().sort();
        }
        // More than are counted are shown by what sells, for then the words have said little.
        return filter.sort() == Sort.RELEVANCE && total.items() >= Totals.LOOKED_AT ? Sort.POPULAR : filter.sort();
    }

    private static ProductPage page(ProductFilter filter, Totals.Total total, List<Row> rows, Sort order,
            @Nullable String searchedFor, CategoryPaths paths) {
        int limit = filter.page().limit();
        boolean isLast = rows.size() <= limit;
        List<Row> shown = isLast ? rows : rows.subList(0, limit);
        String next = isLast
                ? null
                : new Cursor(order, filter.page().page() + 1, order.key() == null ? "" : shown.getLast().key(),
                        shown.getLast().id()).text();
        return new ProductPage(shown.stream().map(row -> row.named(paths)).toList(),
                Pagination.of(filter.page(), total.items(), total.isExact(), next), searchedFor,
                total.facets() == null ? null : total.facets().named(paths, filter.category()));
    }

    /** @param key what the list is sorted by */
    private record Row(UUID id, String name, @Nullable String description, BigDecimal price, String currency,
            String sku, UUID categoryId, @Nullable String brand, @Nullable String imageUrl, boolean inStock,
            String key) {

        ProductSummary named(CategoryPaths paths) {
            return new ProductSummary(id, name, description, price, currency, sku,
                    Objects.requireNonNull(paths.name(categoryId)), brand, imageUrl, inStock);
        }
    }

    private static Row row(ResultSet row) throws SQLException {
        return new Row(row.getObject(1, UUID.class), row.getString(2), row.getString(3), row.getBigDecimal(4),
                row.getString(5), row.getString(6), row.getObject(7, UUID.class), row.getString(8), row.getString(9),
                row.getBoolean(10), row.getString(11));
    }
}
