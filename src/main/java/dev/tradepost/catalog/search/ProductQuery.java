package dev.tradepost.catalog.search;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.UUID;

import org.jspecify.annotations.Nullable;

import dev.tradepost.catalog.search.PageAnchors.PageStart;
import dev.tradepost.catalog.search.ProductFilter.Sort;
import dev.tradepost.platform.database.Sql;
import dev.tradepost.platform.database.Sql.Statement;

/**
 * A filter as SQL. Every statement begins by finding ids, as far as possible in an index alone, and reads the rows of those only
 * that are shown.
 */
final class ProductQuery {

    /** Finds words and their beginnings; or the sku as it was typed. */
    private static final String QUERY = """
            (to_tsquery('pg_catalog.english', cast(? as text)) || cast(cast(? as text) as tsquery))""";
    /** The words themselves count before words that begin like them, and what sells before what does not. */
    private static final String RANK = """
            (ts_rank(p.document, to_tsquery('pg_catalog.english', cast(? as text)), 1)
              + 0.3 * ts_rank(p.document, %s, 1))
            * (1 + 0.05 * greatest(0, p.popularity - cast(? as double precision)))""".formatted(QUERY);
    private static final String SHOWN = """
            p.id, p.name, p.description, p.price, p.currency, p.sku, p.category_id, p.brand, p.image_url,
                   i.quantity > i.reserved_quantity as in_stock, page.key::text as key""";
    private static final String OF_PAGE = """
            join catalog.products p on p.id = page.id
             join catalog.inventory i on i.product_id = p.id""";
    private final ProductFilter filter;
    private final @Nullable Collection<UUID> categories;
    private final @Nullable PageStart start;
    private final boolean sold;

    /** @param categories that the filter's category stands for; null when it names none */
    ProductQuery(ProductFilter filter, @Nullable Collection<UUID> categories) {
        this(filter, categories,
                filter.cursor() == null ? null : new PageStart(filter.cursor().key(), filter.cursor().id(), 0), false);
    }

    private ProductQuery(ProductFilter filter, @Nullable Collection<UUID> categories, @Nullable PageStart start,
            boolean sold) {
        this.filter = filter;
        this.categories = categories;
        this.start = start;
        this.sold = sold;
    }

    /** The same, read from somewhere else than the beginning. */
    ProductQuery from(PageStart somewhere) {
        return new ProductQuery(filter, categories, somewhere, sold);
    }

    /** Every so many-th product that is for sale, up to a row. */
    static Statement everyOne(Sort order, int nth, int upTo) {
        String sequence = sequence(order, key(order), "p.id");
        return new Statement("""
                select listed.key::text as key, listed.id
                  from (select p.id, %s as key, row_number() over (order by %s) as n
                          from catalog.products p where p.is_active order by %s limit ?) as listed
                 where listed.n %% ? = 0 order by listed.n""".formatted(key(order), sequence, sequence),
                List.of(upTo, nth), false);
    }

    /** SQL and its values, growing together. */
    private static final class SearchText {
        private final StringBuilder sql = new StringBuilder();
        private final List<Object> values = new ArrayList<>();

        SearchText add(String more, Object... moreValues) {
            sql.append(more);
            values.addAll(List.of(moreValues));
            return this;
        }
    }

    /**
     * How many products have all the words, by the database's statistics of the most common ones; no row where one is not among these.
     * What the planner expects would not do: it takes no word for one that stands nowhere.
     */
    Statement common() {
        return new Statement("""
                with common as (
                    select unnest(most_common_elems::text::text[]) as lexeme, unnest(most_common_elem_freqs) as share
                      from pg_stats where schemaname = 'catalog' and tablename = 'products' and attname = 'document')
                select exp(sum(ln(common.share)))
                       * (select reltuples from pg_class where oid = 'catalog.products'::regclass)
                  from unnest(tsvector_to_array(to_tsvector('pg_catalog.english', ?))) as word (lexeme)
                  left join common on common.lexeme = word.lexeme
                having count(common.share) = count(*)""",
                List.of(String.join(" ", Objects.requireNonNull(filter.search()).words())), false);
    }

    /** How many there are, counted up to a limit. */
    Statement count(int atMost) {
        SearchText text = new SearchText().add("select count(*) from (select 1");
        from(text, true);
        return done(text.add(" limit ?) as found", atMost));
    }

    /**
     * Counts by category, brand and price, over the first so many that are found. Rows of {@code what, name, n}; the row
     * {@code all} says over how many.
     */
    Statement facets(int atMost, int mostBrands) {
        SearchText text = new SearchText().add("with found as materialized (select p.category_id, p.brand, p.price");
        from(text, true);
        text.add(
                """
                 limit ?)
                select 'all' as what, null as name, count(*) as n from found
                union all select 'category', category_id::text, count(*) from found group by category_id
                union all (select 'brand', min(brand), count(*) as n from found where brand is not null
                            group by lower(brand) order by n desc, 2 limit ?)
                union all select 'price', width_bucket(price, cast(? as numeric[]))::text, count(*) from found group by 2""",
                atMost, mostBrands, PriceBand.limits());
        return done(text);
    }

    /**
     * One page and the row after it, if there is one.
     *
     * @param order how it is sorted
     * @param popularityNow what something sold once just now would have
     */
    Statement page(Sort order, BigDecimal popularityNow) {
        SearchText text = new SearchText().add("with page as materialized (");
        if (order == Sort.RELEVANCE) {
            ranked(text, popularityNow);
        } else if (categories != null && categories.size() > 1 && filter.search() == null && isFirstOfEach(order)) {
            firstOfEach(text, order);
        } else {
            text.add("select p.id, " + key(order) + " as key");
            from(text, true);
            after(text, order, key(order), "p.id");
            ordered(text, order, key(order), "p.id");
        }
        text.add(")\nselect " + SHOWN + " from page " + OF_PAGE);
        return done(text.add(" order by page.key %1$s, page.id %1$s".formatted(direction(order))));
    }

    /** What sells best, without what was never sold. */
    Statement sold(BigDecimal popularityNow) {
        return new ProductQuery(filter, categories, start, true).page(Sort.POPULAR, popularityNow);
    }

    /**
     * The first page of the best, and how many there are, in one: with the number, counted up to a limit, in the column after those of
     * {@link #page}, and one row without a product where the page is empty. The best are those that fit the words best; none where
     * there are more than are counted.
     */
    Statement best(BigDecimal popularityNow, int counted) {
        SearchText text = new SearchText().add("with found as materialized (select p.id, p.document, p.popularity");
        from(text, true);
        text.add("""
                 limit ?),
                counted as materialized (select count(*) as n from found),
                page as materialized (
                """, counted + 1);
        rank(text, "select p.id, ", " as key from found p where (select n from counted) <= ?", popularityNow);
        text.values.add(counted);
        ordered(text, Sort.RELEVANCE, "key", "p.id");
        text.add(")\nselect " + SHOWN + ", counted.n from counted left join (page " + OF_PAGE + ") on true");
        return done(text.add(" order by page.key desc, page.id desc"));
    }

    private void ranked(SearchText text, BigDecimal popularityNow) {
        rank(text, "select found.id, found.rank as key from (select p.id, ", " as rank", popularityNow);
        from(text, true);
        text.add(") as found where true");
        after(text, Sort.RELEVANCE, "found.rank", "found.id");
        ordered(text, Sort.RELEVANCE, "found.rank", "found.id");
    }

    private void rank(SearchText text, String before, String behind, BigDecimal popularityNow) {
        SearchWords search = Objects.requireNonNull(filter.search());
        text.add(before + RANK + behind, search.exactly(), search.beginnings(), search.asSku(), popularityNow);
    }

    /** Whether an index has a category's products in that order; a brand that is rare has an index that finds it sooner. */
    private boolean isFirstOfEach(Sort order) {
        return switch (order) {
            case NEWEST -> true;
            case PRICE, MINUS_PRICE -> filter.brand() == null;
            case NAME, POPULAR, RELEVANCE -> false;
        };
    }

    /**
     * The first of each category, and the first of these: never more rows than a page has, for each category, wherever in the table
     * a category's products lie.
     */
    private void firstOfEach(SearchText text, Sort order) {
        text.add("select p.id, p.key from unnest(?) as category (id) cross join lateral (select p.id, " + key(order)
                + " as key", Sql.uuids(Objects.requireNonNull(categories)));
        from(text, false);
        text.add(" and p.category_id = category.id");
        after(text, order, key(order), "p.id");
        text.add(" order by " + sequence(order, key(order), "p.id") + " limit ?) as p",
                offset() + filter.page().limit() + 1);
        ordered(text, order, "p.key", "p.id");
    }

    private static String key(Sort order) {
        return order.key() == null ? "0" : order.key();
    }

    private static String direction(Sort order) {
        return order.isDescending() ? "desc" : "asc";
    }

    private void from(SearchText text, boolean inCategories) {
        text.add("\n  from catalog.products p");
        if (filter.inStock() != null) {
            text.add(" join catalog.inventory i on i.product_id = p.id");
        }
        text.add("\n where p.is_active");
        if (sold) {
            text.add(" and p.popularity > 0"); // as idx_products_document_sold says
        }
        if (inCategories && categories != null) {
            text.add(" and p.category_id = any (?)", Sql.uuids(categories));
        }
        if (filter.minPrice() != null) {
            text.add(" and p.price >= ?", filter.minPrice());
        }
        if (filter.maxPrice() != null) {
            text.add(" and p.price <= ?", filter.maxPrice());
        }
        if (filter.brand() != null) {
            text.add(" and lower(p.brand) = lower(?)", filter.brand());
        }
        if (filter.inStock() != null) {
            text.add(filter.inStock()
                    ? " and i.quantity > i.reserved_quantity"
                    : " and i.quantity = i.reserved_quantity");
        }
        if (filter.search() != null) {
            text.add(" and p.document @@ " + QUERY, filter.search().beginnings(), filter.search().asSku());
        }
    }

    private void after(SearchText text, Sort order, String key, String id) {
        if (start == null) {
            return;
        }
        String beyond = order.isDescending() ? " < " : " > ";
        if (order.key() == null) {
            text.add(" and " + id + beyond + "?", start.id());
        } else {
            text.add(" and (" + key + ", " + id + ")" + beyond + "(cast(? as " + order.type() + "), ?)", start.key(),
                    start.id());
        }
    }

    private void ordered(SearchText text, Sort order, String key, String id) {
        text.add("\n order by " + sequence(order, key, id) + " limit ? offset ?", filter.page().limit() + 1, offset());
    }

    private static String sequence(Sort order, String key, String id) {
        return (order.key() == null ? "" : key + " " + direction(order) + ", ") + id + " " + direction(order);
    }

    private int offset() {
        return start == null ? filter.page().offset() : start.rows();
    }

    /** Only the plain list has the same best plan for all values. */
    private Statement done(SearchText text) {
        return new Statement(text.sql.toString(), text.values, !filter.finds().equals(ProductFilter.EVERYTHING));
    }
}
