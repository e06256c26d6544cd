package dev.tradepost.catalog.search;

import java.math.BigDecimal;
import java.util.Locale;

import org.jspecify.annotations.Nullable;

import dev.tradepost.kernel.PageRequest;
import dev.tradepost.platform.http.QueryParameters;

/**
 * Which products are wanted, in which order, and which part of them.
 *
 * @param cursor where the page begins; null when it is told by its number
 * @param category id or slug, in lower case
 * @param search words that all have to be found
 * @param inStock only what can be bought now, or only what cannot
 * @param facets whether to count the finds by category, brand and price too
 */
record ProductFilter(PageRequest page, @Nullable Cursor cursor, @Nullable String category,
        @Nullable SearchWords search, @Nullable BigDecimal minPrice, @Nullable BigDecimal maxPrice,
        @Nullable String brand, @Nullable Boolean inStock, Sort sort, boolean facets) {

    /** What {@link #finds} says of a filter that leaves nothing out. */
    static final String EVERYTHING = "null\u0001\u0001\u0001\u0001\u0001null";

    /** @throws Problem.Invalid naming every parameter that is not what it should be */
    static ProductFilter read(QueryParameters query) {
        String search = query.text("search");
        Sort sort = query.choice("sort", search == null ? Sort.NEWEST : Sort.RELEVANCE);
        if (sort == Sort.RELEVANCE && search == null) {
            sort = Sort.POPULAR; // relevant to nothing in particular
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

    private static @Nullable Cursor cursor(QueryParameters query, Sort sort) {
        String text = query.opaque("cursor");
        if (text == null) {
            return null;
        }
        if (query.text("page") != null) {
            query.refuse("page", "exclusive", "must not stand beside cursor");
        }
        Cursor cursor = Cursor.parse(text, sort);
        if (cursor == null) {
            query.refuse("cursor", "format", "must be the nextCursor of a page of the same list");
        }
        return cursor;
    }

    /** Whether an index on categories alone can tell what it finds. */
    boolean isOfCategoryAlone() {
        return search == null && minPrice == null && maxPrice == null && brand == null && inStock == null;
    }

    /** Whether the words are all it asks for. */
    boolean isOfWordsAlone() {
        return search != null && category == null && minPrice == null && maxPrice == null && brand == null
                && inStock == null;
    }

    /** Whether it asks for the best of what is found, from the beginning. */
    boolean isBestFirst() {
        return sort == Sort.RELEVANCE && cursor == null && !facets;
    }

    /** The same, for other words. */
    ProductFilter searching(SearchWords words) {
        return new ProductFilter(page, cursor, category, words, minPrice, maxPrice, brand, inStock, sort, facets);
    }

    /** What the finds are, whichever part of them is shown: two filters with the same text find the same. */
    String finds() {
        return String.join("\u0001", String.valueOf(category), search == null ? "" : search.raw(),
                plain(minPrice), plain(maxPrice), brand == null ? "" : brand.toLowerCase(Locale.ROOT),
                String.valueOf(inStock));
    }

    /** All of it. */
    String text() {
        return String.join("\u0001", finds(), sort.toString(), Integer.toString(page.page()),
                Integer.toString(page.limit()), cursor == null ? "" : cursor.text(), Boolean.toString(facets));
    }

    private static String plain(@Nullable BigDecimal amount) {
        return amount == null ? "" : amount.stripTrailingZeros().toPlainString();
    }

    /** The orders of a list. Every one ends in the id, so that pages neither overlap nor leave a gap. */
    enum Sort {
        /** An id is made when its product is. */
        NEWEST("newest", null, true), PRICE("price", "p.price", false), MINUS_PRICE("-price", "p.price", true), NAME(
                "name", "p.name",
                false), POPULAR("popular", "p.popularity", true), RELEVANCE("relevance", "rank", true);

        private final String parameter;
        private final @Nullable String key;
        private final boolean descending;

        Sort(String parameter, @Nullable String key, boolean descending) {
            this.parameter = parameter;
            this.key = key;
            this.descending = descending;
        }

        /** SQL of what comes before the id; null when nothing does. */
        @Nullable
        String key() {
            return key;
        }

        /** SQL of the type that {@link #key} has. */
        String type() {
            return switch (this) {
                case PRICE, MINUS_PRICE -> "numeric";
                case NAME -> "varchar";
                case POPULAR, RELEVANCE, NEWEST -> "double precision";
            };
        }

        boolean isDescending() {
            return descending;
        }

        @Override
        public String toString() {
            return parameter;
        }
    }
}
