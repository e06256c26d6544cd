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
import dev.tradepost.catalog.search.ProductSearchResource.ProductPage;
import dev.tradepost.catalog.search.ProductSearchResource.ProductSummary;
import dev.tradepost.catalog.search.ResultCounts.Total;
import dev.tradepost.platform.database.Sql;
import dev.tradepost.platform.http.Pagination;

/** Lists products with one statement for the page and one for the total, which is cached for longer; never with one per product. */
@ApplicationScoped
class ProductSearch {

    private final Sql sql;
    private final ResultCounts counts;
    private final PageAnchors anchors;
    private final SpellingCorrector spellingCorrector;
    private final Categories categories;
    private final Clock clock;

    ProductSearch(Sql sql, ResultCounts counts, PageAnchors anchors, SpellingCorrector spellingCorrector,
            Categories categories, Clock clock) {
        this.sql = sql;
        this.counts = counts;
        this.anchors = anchors;
        this.spellingCorrector = spellingCorrector;
        this.categories = categories;
        this.clock = clock;
    }

    /** If the words have no match, searches for the corrected words. */
    ProductPage page(ProductFilter filter) {
        ProductPage page = search(filter, null);
        if (filter.search() == null || page.pagination().totalItems() > 0) {
            return page;
        }
        return spellingCorrector.correct(filter.search())
                .map(corrected -> search(filter.searching(corrected), String.join(" ", corrected.words())))
                .filter(corrected -> corrected.pagination().totalItems() > 0).orElse(page);
    }

    private ProductPage search(ProductFilter filter, @Nullable String searchedFor) {
        if (filter.category() == null) {
            return search(filter, null, searchedFor);
        }
        CategoryPaths paths = categories.paths();
        Optional<UUID> category = paths.find(filter.category());
        return category.isPresent()
                ? search(filter, paths.withDescendants(category.get()), searchedFor)
                : page(filter, Total.NONE, List.of(), ProductSort.NEWEST, searchedFor, paths);
    }

    private ProductPage search(ProductFilter filter, @Nullable Collection<UUID> within, @Nullable String searchedFor) {
        ProductQuery query = ProductQuery.of(new ProductConditions(filter, within, false),
                Popularity.ofOneSoldAt(clock.instant()).value());
        List<ProductRow> best = new ArrayList<>();
        Total total = counts.get(filter, () -> total(query, best));
        ProductSort sort = sort(filter, total);
        List<ProductRow> rows = total.items() == 0 || !best.isEmpty() ? best : rows(query, sort, total);
        Stream<UUID> counted = total.facets() == null ? Stream.empty() : total.facets().categoryIds();
        return page(filter, total, rows, sort, searchedFor, categories
                .pathsKnowing(Stream.concat(rows.stream().map(ProductRow::categoryId), counted).distinct().toList()));
    }

    /** @param best receives the page if the statement that counts reads it too; stays empty if the total is cached */
    private Total total(ProductQuery query, List<ProductRow> best) {
        ProductFilter filter = query.conditions().filter();
        if (!filter.isBestFirst()) {
            return counts.count(query.conditions());
        }
        if (counts.areKnownToBeMany(filter)) {
            best.addAll(sold(query));
            if (!best.isEmpty()) {
                return Total.MANY;
            }
        }
        AtomicLong counted = new AtomicLong();
        best.addAll(sql.query(query.best(ResultCounts.MAX_EXAMINED), row -> {
            counted.set(row.getLong(12));
            return row.getObject(1) == null ? Optional.<ProductRow>empty() : Optional.of(ProductRow.of(row));
        }).stream().flatMap(Optional::stream).toList());
        return Total.upTo(ResultCounts.MAX_EXAMINED, counted.get());
    }

    private List<ProductRow> rows(ProductQuery query, ProductSort sort, Total total) {
        ProductFilter filter = query.conditions().filter();
        if (filter.search() != null && sort == ProductSort.POPULAR && total.isMany()) {
            List<ProductRow> sold = sold(query);
            if (!sold.isEmpty()) {
                return sold;
            }
        }
        ProductQuery fromAnchor = filter.cursor() == null && filter.isUnfiltered()
                ? anchors.before(sort, filter.page().offset()).map(query::from).orElse(query)
                : query;
        return sql.query(fromAnchor.page(sort), ProductRow::of);
    }

    /** A page of products that were ever sold, from an index of their own; empty unless the page is full, for then it is the page of all. */
    private List<ProductRow> sold(ProductQuery query) {
        List<ProductRow> sold = sql.query(query.sold(), ProductRow::of);
        return sold.size() > query.conditions().filter().page().limit() ? sold : List.of();
    }

    /** With many matches the words have said little: popular products come first. */
    private static ProductSort sort(ProductFilter filter, Total total) {
        if (filter.cursor() != null) {
            return filter.cursor().sort();
        }
        return filter.sort() == ProductSort.RELEVANCE && total.isMany() ? ProductSort.POPULAR : filter.sort();
    }

    private static ProductPage page(ProductFilter filter, Total total, List<ProductRow> rows, ProductSort sort,
            @Nullable String searchedFor, CategoryPaths paths) {
        int limit = filter.page().limit();
        boolean isLast = rows.size() <= limit;
        List<ProductRow> shown = isLast ? rows : rows.subList(0, limit);
        String next = isLast
                ? null
                : new Cursor(sort, filter.page().page() + 1, sort.hasKey() ? shown.getLast().key() : "",
                        shown.getLast().id()).text();
        return new ProductPage(shown.stream().map(row -> row.summary(paths)).toList(),
                Pagination.of(filter.page(), total.items(), total.isExact(), next), searchedFor,
                total.facets() == null ? null : Facets.of(total.facets(), paths, filter.category()));
    }

    /** @param key the value that the list is sorted by */
    private record ProductRow(UUID id, String name, @Nullable String description, BigDecimal price, String currency,
            String sku, UUID categoryId, @Nullable String brand, @Nullable String imageUrl, boolean inStock,
            String key) {

        /** By position: the columns of {@link ProductQuery#page}. */
        static ProductRow of(ResultSet row) throws SQLException {
            return new ProductRow(row.getObject(1, UUID.class), row.getString(2), row.getString(3),
                    row.getBigDecimal(4), row.getString(5), row.getString(6), row.getObject(7, UUID.class),
                    row.getString(8), row.getString(9), row.getBoolean(10), row.getString(11));
        }

        ProductSummary summary(CategoryPaths paths) {
            return new ProductSummary(id, name, description, price, currency, sku,
                    Objects.requireNonNull(paths.name(categoryId)), brand, imageUrl, inStock);
        }
    }
}
