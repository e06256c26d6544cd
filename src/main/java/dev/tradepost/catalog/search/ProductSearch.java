package dev.tradepost.catalog.search;

import java.math.BigDecimal;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;

import jakarta.enterprise.context.ApplicationScoped;

import org.jspecify.annotations.Nullable;

import dev.tradepost.catalog.category.Categories;
import dev.tradepost.catalog.category.CategoryPaths;
import dev.tradepost.catalog.inventory.Popularity;
import dev.tradepost.catalog.search.ProductFilter.Sort;
import dev.tradepost.catalog.search.ProductSearchResource.ProductPage;
import dev.tradepost.catalog.search.ProductSearchResource.ProductSummary;
import dev.tradepost.kernel.Pagination;
import dev.tradepost.platform.database.Sql;

/**
 * Lists products: one statement for the page, and one for what all pages have in common, which is kept for longer. Never one per
 * product.
 */
@ApplicationScoped
class ProductSearch {

    private final Sql sql;
    private final ResultCounts resultCounts;
    private final PageAnchors pageAnchors;
    private final SpellingCorrector spellingCorrector;
    private final Categories categories;
    private final Clock clock;

    ProductSearch(Sql sql, ResultCounts resultCounts, PageAnchors pageAnchors,
            SpellingCorrector spellingCorrector, Categories categories,
            Clock clock) {
        this.sql = sql;
        this.resultCounts = resultCounts;
        this.pageAnchors = pageAnchors;
        this.spellingCorrector = spellingCorrector;
        this.categories = categories;
        this.clock = clock;
    }

    /** What is typed wrongly is looked for as it was probably meant, if it finds nothing as it stands. */
    ProductPage page(ProductFilter filter) {
        ProductPage page = found(filter, null);
        if (filter.search() == null || page.pagination().totalItems() > 0) {
            return page;
        }
        return spellingCorrector.of(filter.search())
                .map(meant -> found(filter.searching(meant), String.join(" ", meant.words())))
                .filter(corrected -> corrected.pagination().totalItems() > 0).orElse(page);
    }

    private ProductPage found(ProductFilter filter, @Nullable String searchedFor) {
        CategoryPaths paths = categories.paths();
        Collection<UUID> within = null;
        if (filter.category() != null) {
            Optional<UUID> category = paths.find(filter.category());
            if (category.isEmpty()) {
                return page(filter, ResultCounts.Total.NOTHING, List.of(), Sort.NEWEST, searchedFor, paths);
            }
            within = paths.withDescendants(category.get());
        }
        ProductQuery productQuery = new ProductQuery(filter, within);
        List<ProductRow> best = new ArrayList<>();
        ResultCounts.Total total = resultCounts.of(filter, () -> total(filter, productQuery, best));
        Sort order = order(filter, total);
        List<ProductRow> rows = total.items() == 0 || !best.isEmpty() ? best : rows(filter, productQuery, order, total);
        Stream<UUID> counted = total.facets() == null ? Stream.empty() : total.facets().categoryIds();
        return page(filter, total, rows, order, searchedFor, categories
                .pathsKnowing(Stream.concat(rows.stream().map(ProductRow::categoryId), counted).distinct().toList()));
    }

    /** @param best takes the page where it is read with the total; not where somebody else has counted or counts already */
    private ResultCounts.Total total(ProductFilter filter, ProductQuery productQuery, List<ProductRow> best) {
        if (!filter.isBestFirst()) {
            return resultCounts.counted(filter, productQuery);
        }
        if (resultCounts.areKnownToBeMany(filter, productQuery)) {
            best.addAll(sold(filter, productQuery));
            if (!best.isEmpty()) {
                return ResultCounts.Total.MANY;
            }
        }
        AtomicLong counted = new AtomicLong();
        best.addAll(sql.query(productQuery.best(popularityNow(), ResultCounts.LOOKED_AT), row -> {
            counted.set(row.getLong(12));
            return row.getObject(1) == null ? Optional.<ProductRow>empty() : Optional.of(row(row));
        }).stream().flatMap(Optional::stream).toList());
        return ResultCounts.upTo(ResultCounts.LOOKED_AT, counted.get());
    }

    private BigDecimal popularityNow() {
        return Popularity.ofOneSoldAt(clock.instant()).value();
    }

    private List<ProductRow> rows(ProductFilter filter, ProductQuery productQuery, Sort order,
            ResultCounts.Total total) {
        boolean isPlain = filter.cursor() == null && filter.finds().equals(ProductFilter.EVERYTHING);
        ProductQuery begun = isPlain
                ? pageAnchors.before(order, filter.page().offset()).map(productQuery::from).orElse(productQuery)
                : productQuery;
        if (filter.search() != null && order == Sort.POPULAR && total.areMany()) {
            List<ProductRow> sold = sold(filter, productQuery);
            if (!sold.isEmpty()) {
                return sold;
            }
        }
        return sql.query(begun.page(order, popularityNow()), ProductSearch::row);
    }

    /** A page of what was ever sold, which an index of its own finds; nothing unless it is a whole one: then it is the page of all. */
    private List<ProductRow> sold(ProductFilter filter, ProductQuery productQuery) {
        List<ProductRow> sold = sql.query(productQuery.sold(popularityNow()), ProductSearch::row);
        return sold.size() > filter.page().limit() ? sold : List.of();
    }

    private static Sort order(ProductFilter filter, ResultCounts.Total total) {
        if (filter.cursor() != null) {
            return filter.cursor().sort();
        }
        // Where there are many, what sells is shown first: then the words have said little.
        return filter.sort() == Sort.RELEVANCE && total.areMany() ? Sort.POPULAR : filter.sort();
    }

    private static ProductPage page(ProductFilter filter, ResultCounts.Total total, List<ProductRow> rows, Sort order,
            @Nullable String searchedFor, CategoryPaths paths) {
        int limit = filter.page().limit();
        boolean isLast = rows.size() <= limit;
        List<ProductRow> shown = isLast ? rows : rows.subList(0, limit);
        String next = isLast
                ? null
                : new Cursor(order, filter.page().page() + 1, order.key() == null ? "" : shown.getLast().key(),
                        shown.getLast().id()).text();
        return new ProductPage(shown.stream().map(row -> row.named(paths)).toList(),
                Pagination.of(filter.page(), total.items(), total.isExact(), next), searchedFor,
                total.facets() == null ? null : total.facets().named(paths, filter.category()));
    }

    /** @param key what the list is sorted by */
    private record ProductRow(UUID id, String name, @Nullable String description, BigDecimal price, String currency,
            String sku, UUID categoryId, @Nullable String brand, @Nullable String imageUrl, boolean inStock,
            String key) {

        ProductSummary named(CategoryPaths paths) {
            return new ProductSummary(id, name, description, price, currency, sku,
                    Objects.requireNonNull(paths.name(categoryId)), brand, imageUrl, inStock);
        }
    }

    private static ProductRow row(ResultSet row) throws SQLException {
        return new ProductRow(row.getObject(1, UUID.class), row.getString(2), row.getString(3), row.getBigDecimal(4),
                row.getString(5), row.getString(6), row.getObject(7, UUID.class), row.getString(8), row.getString(9),
                row.getBoolean(10), row.getString(11));
    }
}
