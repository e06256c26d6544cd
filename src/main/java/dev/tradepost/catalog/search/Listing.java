package dev.tradepost.catalog.search;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Pattern;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;
import jakarta.persistence.Query;
import jakarta.persistence.Tuple;
import jakarta.transaction.Transactional;

import dev.tradepost.catalog.search.ListingResource.ProductPage;
import dev.tradepost.catalog.search.ListingResource.ProductSummary;
import dev.tradepost.kernel.Pagination;

/** Lists products: one query for the page and one for the count, both over the same conditions. */
@ApplicationScoped
class Listing {

    private static final String COLUMNS = """
            select p.id, p.name, p.description, p.price, p.currency, p.sku, c.name as category, p.brand, p.image_url,
                   i.quantity > i.reserved_quantity as in_stock
            """;
    private static final String TABLES = """
              from catalog.products p
              join catalog.categories c on c.id = p.category_id
              join catalog.inventory i on i.product_id = p.id
             where p.is_active""";
    private static final String IN_CATEGORY = """
            p.category_id in (with recursive below as (
                select id from catalog.categories where slug = :category or id::text = :category
                union
                select child.id from catalog.categories child join below on child.parent_id = below.id)
              select id from below)""";

    private static final Pattern WORDS = Pattern.compile("\\s+");

    private final EntityManager entities;

    Listing(EntityManager entities) {
        this.entities = entities;
    }

    @Transactional
    ProductPage page(ProductFilter filter) {
        Conditions where = new Conditions(filter);
        long total = ((Number) where.bind(entities.createNativeQuery("select count(*)" + TABLES + where.sql()))
                .getSingleResult()).longValue();
        return new ProductPage(total == 0 ? List.of() : products(filter, where),
                Pagination.of(filter.page(), total));
    }

    @SuppressWarnings("unchecked")
    private List<ProductSummary> products(ProductFilter filter, Conditions where) {
        String sql = COLUMNS + TABLES + where.sql() + " order by " + filter.sort().sql();
        List<Tuple> rows = where.bind(entities.createNativeQuery(sql, Tuple.class))
                .setFirstResult(filter.page().offset()).setMaxResults(filter.page().limit()).getResultList();
        return rows.stream().map(Listing::summary).toList();
    }

    private static ProductSummary summary(Tuple row) {
        return new ProductSummary(row.get("id", UUID.class), row.get("name", String.class),
                row.get("description", String.class), row.get("price", BigDecimal.class),
                row.get("currency", String.class), row.get("sku", String.class), row.get("category", String.class),
                row.get("brand", String.class), row.get("image_url", String.class),
                row.get("in_stock", Boolean.class));
    }

    /** The filter as SQL, values apart. */
    private static final class Conditions {

        private final List<String> conditions = new ArrayList<>();
        private final Map<String, Object> values = new HashMap<>();

        Conditions(ProductFilter filter) {
            if (filter.category() != null) {
                and(IN_CATEGORY, "category", filter.category().toLowerCase(Locale.ROOT));
            }
            if (filter.minPrice() != null) {
                and("p.price >= :minPrice", "minPrice", filter.minPrice());
            }
            if (filter.maxPrice() != null) {
                and("p.price <= :maxPrice", "maxPrice", filter.maxPrice());
            }
            if (filter.brand() != null) {
                and("lower(p.brand) = lower(:brand)", "brand", filter.brand());
            }
            if (filter.inStock() != null) {
                conditions.add(filter.inStock()
                        ? "i.quantity > i.reserved_quantity"
                        : "i.quantity = i.reserved_quantity");
            }
            if (filter.search() != null) {
                for (String word : WORDS.split(filter.search(), -1)) {
                    String name = "word" + values.size();
                    and("concat_ws(' ', p.name, p.brand, p.description) ilike :" + name, name,
                            "%" + escaped(word) + "%");
                }
            }
        }

        private void and(String condition, String name, Object value) {
            conditions.add(condition);
            values.put(name, value);
        }

        String sql() {
            StringBuilder sql = new StringBuilder();
            conditions.forEach(condition -> sql.append("\n   and ").append(condition));
            return sql.toString();
        }

        Query bind(Query query) {
            values.forEach(query::setParameter);
            return query;
        }

        private static String escaped(String word) {
            return word.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_");
        }
    }
}
