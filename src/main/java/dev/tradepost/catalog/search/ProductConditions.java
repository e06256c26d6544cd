package dev.tradepost.catalog.search;

import java.util.Collection;
import java.util.UUID;

import org.jspecify.annotations.Nullable;

import dev.tradepost.platform.database.Sql;
import dev.tradepost.platform.database.Sql.Statement;

/**
 * A filter as SQL conditions.
 *
 * @param categories the filter's category and those below it; null for all categories
 * @param soldOnly leaves out products that were never sold
 */
record ProductConditions(ProductFilter filter, @Nullable Collection<UUID> categories, boolean soldOnly) {

    /** Matches words and their beginnings, or the sku as it was typed. */
    static final String SEARCH = """
            (to_tsquery('pg_catalog.english', cast(? as text)) || cast(cast(? as text) as tsquery))""";

    ProductConditions ofSoldProducts() {
        return new ProductConditions(filter, categories, true);
    }

    void addTo(StatementBuilder sql) {
        addWithoutCategoriesTo(sql);
        if (categories != null) {
            sql.add(" and p.category_id = any (?)", Sql.uuids(categories));
        }
    }

    void addWithoutCategoriesTo(StatementBuilder sql) {
        sql.add("\n  from catalog.products p");
        if (filter.inStock() != null) {
            sql.add(" join catalog.inventory i on i.product_id = p.id");
        }
        sql.add("\n where p.is_active");
        if (soldOnly) {
            sql.add(" and p.popularity > 0"); // the condition of idx_products_document_sold
        }
        addPricesTo(sql);
        if (filter.brand() != null) {
            sql.add(" and lower(p.brand) = lower(?)", filter.brand());
        }
        if (filter.inStock() != null) {
            sql.add(" and i.quantity " + (filter.inStock() ? ">" : "=") + " i.reserved_quantity");
        }
        if (filter.search() != null) {
            sql.add(" and p.document @@ " + SEARCH, filter.search().beginnings(), filter.search().asSku());
        }
    }

    private void addPricesTo(StatementBuilder sql) {
        if (filter.minPrice() != null) {
            sql.add(" and p.price >= ?", filter.minPrice());
        }
        if (filter.maxPrice() != null) {
            sql.add(" and p.price <= ?", filter.maxPrice());
        }
    }

    /** The unfiltered list is the only one whose best plan does not depend on the values. */
    Statement build(StatementBuilder sql) {
        return sql.build(!filter.isUnfiltered());
    }
}
