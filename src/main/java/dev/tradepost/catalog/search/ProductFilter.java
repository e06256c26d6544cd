package dev.tradepost.catalog.search;

import java.math.BigDecimal;

import org.jspecify.annotations.Nullable;

import dev.tradepost.kernel.PageRequest;
import dev.tradepost.platform.web.QueryParameters;

/**
 * Which products are wanted, and in which order.
 *
 * @param category id or slug
 * @param search words that all have to be found
 * @param inStock only what can be bought now, or only what cannot
 */
record ProductFilter(PageRequest page, @Nullable String category, @Nullable String search,
        @Nullable BigDecimal minPrice, @Nullable BigDecimal maxPrice, @Nullable String brand,
        @Nullable Boolean inStock, Sort sort) {

    /** @throws Problem.Invalid naming every parameter that is not what it should be */
    static ProductFilter read(QueryParameters query) {
        ProductFilter filter = new ProductFilter(query.page(), query.text("category"), query.text("search"),
                query.amount("minPrice"), query.amount("maxPrice"), query.text("brand"), query.flag("inStock"),
                query.choice("sort", Sort.NEWEST));
        if (filter.minPrice() != null && filter.maxPrice() != null
                && filter.minPrice().compareTo(filter.maxPrice()) > 0) {
            query.refuse("minPrice", "range", "must not be more than maxPrice");
        }
        query.check();
        return filter;
    }

    /** Every order ends in the id, so that pages neither overlap nor leave a gap. */
    enum Sort {
        NEWEST("newest", "p.created_at desc, p.id desc"), PRICE("price", "p.price, p.id"), MINUS_PRICE("-price",
                "p.price desc, p.id desc"), NAME("name", "p.name, p.id");

        private final String parameter;
        private final String sql;

        Sort(String parameter, String sql) {
            this.parameter = parameter;
            this.sql = sql;
        }

        String sql() {
            return sql;
        }

        @Override
        public String toString() {
            return parameter;
        }
    }
}
