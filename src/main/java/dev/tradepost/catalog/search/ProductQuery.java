package dev.tradepost.catalog.search;

import java.math.BigDecimal;
import java.util.Collection;
import java.util.Objects;
import java.util.UUID;

import org.jspecify.annotations.Nullable;

import dev.tradepost.catalog.search.PageAnchors.PageStart;
import dev.tradepost.platform.database.Sql;
import dev.tradepost.platform.database.Sql.Statement;

/**
 * The statements that read one page. Each finds ids first, in an index alone where possible, and reads whole rows only for the products
 * that are shown.
 *
 * @param start where the page begins if not at its number
 * @param popularityNow of a product that sold its only piece at this moment
 */
record ProductQuery(ProductConditions conditions, @Nullable PageStart start, BigDecimal popularityNow) {

    /** Whole words weigh more than beginnings, and products that sell more than others. */
    private static final String RANK = """
            (ts_rank(p.document, to_tsquery('pg_catalog.english', cast(? as text)), 1)
              + 0.3 * ts_rank(p.document, %s, 1))
            * (1 + 0.05 * greatest(0, p.popularity - cast(? as double precision)))"""
            .formatted(ProductConditions.SEARCH);
    private static final String COLUMNS = """
            p.id, p.name, p.description, p.price, p.currency, p.sku, p.category_id, p.brand, p.image_url,
                   i.quantity > i.reserved_quantity as in_stock, page.key::text as key""";
    private static final String PRODUCTS_OF_PAGE = """
            join catalog.products p on p.id = page.id
             join catalog.inventory i on i.product_id = p.id""";

    static ProductQuery of(ProductConditions conditions, BigDecimal popularityNow) {
        Cursor cursor = conditions.filter().cursor();
        return new ProductQuery(conditions, cursor == null ? null : new PageStart(cursor.key(), cursor.id(), 0),
                popularityNow);
    }

    ProductQuery from(PageStart other) {
        return new ProductQuery(conditions, other, popularityNow);
    }

    /** One page, and the row after it if there is one. */
    Statement page(ProductSort sort) {
        StatementBuilder sql = new StatementBuilder().add("with page as materialized (");
        if (sort == ProductSort.RELEVANCE) {
            addRanked(sql);
        } else if (canReadPerCategory(sort)) {
            addPerCategory(sql, Objects.requireNonNull(conditions.categories()), sort);
        } else {
            sql.add("select p.id, " + sort.key() + " as key");
            conditions.addTo(sql);
            addAfterStart(sql, sort, sort.key(), "p.id");
            addOrder(sql, sort, sort.key(), "p.id");
        }
        sql.add(")\nselect " + COLUMNS + " from page " + PRODUCTS_OF_PAGE);
        return conditions.build(sql.add(" order by page.key %1$s, page.id %1$s".formatted(sort.direction())));
    }

    /** One page of the products that were ever sold, by popularity. */
    Statement sold() {
        return new ProductQuery(conditions.ofSoldProducts(), start, popularityNow).page(ProductSort.POPULAR);
    }

    /**
     * The first page by relevance together with the number of matches, in the column after those of {@link #page}. An empty page is one row
     * without a product. The page is empty if there are more matches than are counted.
     */
    Statement best(int maxCounted) {
        StatementBuilder sql = new StatementBuilder()
                .add("with found as materialized (select p.id, p.document, p.popularity");
        conditions.addTo(sql);
        sql.add("""
                 limit ?),
                counted as materialized (select count(*) as n from found),
                page as materialized (
                """, maxCounted + 1);
        addRank(sql.add("select p.id, ")).add(" as key from found p where (select n from counted) <= ?", maxCounted);
        addOrder(sql, ProductSort.RELEVANCE, "key", "p.id");
        sql.add(")\nselect " + COLUMNS + ", counted.n from counted left join (page " + PRODUCTS_OF_PAGE + ") on true");
        return conditions.build(sql.add(" order by page.key desc, page.id desc"));
    }

    private void addRanked(StatementBuilder sql) {
        addRank(sql.add("select found.id, found.rank as key from (select p.id, ")).add(" as rank");
        conditions.addTo(sql);
        sql.add(") as found where true");
        addAfterStart(sql, ProductSort.RELEVANCE, "found.rank", "found.id");
        addOrder(sql, ProductSort.RELEVANCE, "found.rank", "found.id");
    }

    private StatementBuilder addRank(StatementBuilder sql) {
        SearchWords search = Objects.requireNonNull(conditions.filter().search());
        return sql.add(RANK, search.exactly(), search.beginnings(), search.asSku(), popularityNow);
    }

    /** Whether an index has the products of each category in this order. A brand is found sooner by its own index. */
    private boolean canReadPerCategory(ProductSort sort) {
        boolean several = conditions.categories() != null && conditions.categories().size() > 1;
        return several && conditions.filter().search() == null && switch (sort) {
            case NEWEST -> true;
            case PRICE, MINUS_PRICE -> conditions.filter().brand() == null;
            case NAME, POPULAR, RELEVANCE -> false;
        };
    }

    /** Merges the first products of each category, so that it reads no more rows per category than a page has. */
    private void addPerCategory(StatementBuilder sql, Collection<UUID> categories, ProductSort sort) {
        sql.add("select p.id, p.key from unnest(?) as category (id) cross join lateral (select p.id, " + sort.key()
                + " as key", Sql.uuids(categories));
        conditions.addWithoutCategoriesTo(sql);
        sql.add(" and p.category_id = category.id");
        addAfterStart(sql, sort, sort.key(), "p.id");
        sql.add(" order by " + sort.orderBy(sort.key(), "p.id") + " limit ?) as p", offset() + limit());
        addOrder(sql, sort, "p.key", "p.id");
    }

    private void addAfterStart(StatementBuilder sql, ProductSort sort, String key, String id) {
        if (start != null) {
            String after = " and " + sort.after(key, id);
            if (sort.hasKey()) {
                sql.add(after, start.key(), start.id());
            } else {
                sql.add(after, start.id());
            }
        }
    }

    private void addOrder(StatementBuilder sql, ProductSort sort, String key, String id) {
        sql.add("\n order by " + sort.orderBy(key, id) + " limit ? offset ?", limit(), offset());
    }

    /** One more than the page shows: tells whether there is a next page. */
    private int limit() {
        return conditions.filter().page().limit() + 1;
    }

    private int offset() {
        return start == null ? conditions.filter().page().offset() : start.rows();
    }
}
