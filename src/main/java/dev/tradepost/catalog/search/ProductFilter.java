package dev.tradepost.catalog.search;

import java.math.BigDecimal;
import java.util.Locale;

import org.jspecify.annotations.Nullable;

import dev.tradepost.kernel.PageRequest;
import dev.tradepost.platform.http.QueryParameters;

/**
 * Which products a list shows, in which order, and which page of them.
 *
 * @param cursor where the page begins; null if it is requested by number
 * @param category id or slug, in lower case
 * @param search words that must all match
 * @param inStock true for products that are available, false for those that are not, null for both
 * @param facets whether to count the matches by category, brand and price
 */
record ProductFilter(PageRequest page, @Nullable Cursor cursor, @Nullable String category,
        @Nullable SearchWords search, @Nullable BigDecimal minPrice, @Nullable BigDecimal maxPrice,
        @Nullable String brand, @Nullable Boolean inStock, ProductSort sort, boolean facets) {

    /** @throws Problem.Invalid naming every invalid parameter */
    static ProductFilter read(QueryParameters query) {
        String search = query.text("search");
        ProductSort sort = query.choice("sort", search == null ? ProductSort.NEWEST : ProductSort.RELEVANCE);
        if (sort == ProductSort.RELEVANCE && search == null) {
            sort = ProductSort.POPULAR; // nothing to be relevant to
        }
        Cursor cursor = cursor(query, sort);
        PageRequest page = cursor == null ? query.page() : new PageRequest(cursor.page(), query.limit());
        String category = query.text("category");
        ProductFilter filter = new ProductFilter(page, cursor,
                category == null ? null : category.toLowerCase(Locale.ROOT),
                search == null ? null : SearchWords.of(search), query.amount("minPrice"), query.amount("maxPrice"),
                query.text("brand"), query.flag("inStock"), sort, Boolean.TRUE.equals(query.flag("facets")));
        if (filter.minPrice() != null && filter.maxPrice() != null
                && filter.minPrice().compareTo(filter.maxPrice()) > 0) {
            query.refuse("minPrice", "range", "must not be more than maxPrice");
        }
        query.check();
        return filter;
    }

    private static @Nullable Cursor cursor(QueryParameters query, ProductSort sort) {
        String text = query.opaque("cursor");
        if (text == null) {
            return null;
        }
        if (query.text("page") != null) {
            query.refuse("page", "exclusive", "must not be combined with cursor");
        }
        Cursor cursor = Cursor.parse(text, sort);
        if (cursor == null) {
            query.refuse("cursor", "format", "must be the nextCursor of a page of the same list");
        }
        return cursor;
    }

    boolean isUnfiltered() {
        return category == null && hasOnlyCategory();
    }

    /** Whether an index on categories alone can count the matches. */
    boolean hasOnlyCategory() {
        return search == null && minPrice == null && maxPrice == null && brand == null && inStock == null;
    }

    boolean hasOnlySearch() {
        return search != null && category == null && minPrice == null && maxPrice == null && brand == null
                && inStock == null;
    }

    /** Whether the page is among the best matches, without facets. */
    boolean isBestFirst() {
        return sort == ProductSort.RELEVANCE && cursor == null && !facets;
    }

    ProductFilter searching(SearchWords words) {
        return new ProductFilter(page, cursor, category, words, minPrice, maxPrice, brand, inStock, sort, facets);
    }

    /** A key of the matches, whatever page of them is shown: filters with the same key match the same products. */
    String matchKey() {
        return String.join("\u0001", String.valueOf(category), search == null ? "" : search.raw(),
                plain(minPrice), plain(maxPrice), brand == null ? "" : brand.toLowerCase(Locale.ROOT),
                String.valueOf(inStock));
    }

    /** A key of the page. */
    String text() {
        return String.join("\u0001", matchKey(), sort.toString(), Integer.toString(page.page()),
                Integer.toString(page.limit()), cursor == null ? "" : cursor.text(), Boolean.toString(facets));
    }

    private static String plain(@Nullable BigDecimal amount) {
        return amount == null ? "" : amount.stripTrailingZeros().toPlainString();
    }
}
