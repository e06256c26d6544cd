package dev.tradepost.catalog.search;

import java.util.List;

import dev.tradepost.platform.database.Sql.Statement;

/** The statements that count what a filter finds. */
final class CountStatements {

    private static final String ESTIMATE = """
            with common as (
                select unnest(most_common_elems::text::text[]) as lexeme, unnest(most_common_elem_freqs) as share
                  from pg_stats where schemaname = 'catalog' and tablename = 'products' and attname = 'document')
            select exp(sum(ln(common.share)))
                   * (select reltuples from pg_class where oid = 'catalog.products'::regclass)
              from unnest(tsvector_to_array(to_tsvector('pg_catalog.english', ?))) as word (lexeme)
              left join common on common.lexeme = word.lexeme
            having count(common.share) = count(*)""";
    private static final String FACETS = """
             limit ?)
            select 'all' as what, null as name, count(*) as n from found
            union all select 'category', category_id::text, count(*) from found group by category_id
            union all (select 'brand', min(brand), count(*) as n from found where brand is not null
                        group by lower(brand) order by n desc, 2 limit ?)
            union all select 'price', width_bucket(price, cast(? as numeric[]))::text, count(*) from found group by 2""";

    private CountStatements() {}

    /**
     * How many products have all the words, from the statistics of the most common ones; no row if one of the words is not among these.
     * The planner's estimate would not do: it assumes that every word occurs somewhere.
     */
    static Statement estimate(SearchWords search) {
        return new Statement(ESTIMATE, List.of(String.join(" ", search.words())), false);
    }

    /** How many products there are, at most {@code limit}. */
    static Statement count(ProductConditions conditions, int limit) {
        StatementBuilder sql = new StatementBuilder().add("select count(*) from (select 1");
        conditions.addTo(sql);
        return conditions.build(sql.add(" limit ?) as found", limit));
    }

    /** Rows of {@code what, name, n} that count the first {@code limit} products by category, brand and price, and all of them. */
    static Statement facets(ProductConditions conditions, int limit, int maxBrands) {
        StatementBuilder sql = new StatementBuilder()
                .add("with found as materialized (select p.category_id, p.brand, p.price");
        conditions.addTo(sql);
        return conditions.build(sql.add(FACETS, limit, maxBrands, PriceBand.limits()));
    }
}
