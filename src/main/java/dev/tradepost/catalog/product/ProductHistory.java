package dev.tradepost.catalog.product;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;
import jakarta.persistence.Tuple;
import jakarta.transaction.Transactional;
import jakarta.transaction.Transactional.TxType;

import org.jspecify.annotations.Nullable;

import com.fasterxml.jackson.core.type.TypeReference;

import dev.tradepost.catalog.product.ProductResource.ChangePage;
import dev.tradepost.catalog.product.ProductResource.FieldChange;
import dev.tradepost.catalog.product.ProductResource.ProductChanged;
import dev.tradepost.kernel.Ids;
import dev.tradepost.kernel.PageRequest;
import dev.tradepost.kernel.Pagination;
import dev.tradepost.platform.json.Json;

/** Who has changed what of a product. */
@ApplicationScoped
class ProductHistory {

    private static final TypeReference<Map<String, FieldChange>> FIELDS = new TypeReference<>() {
    };

    private final EntityManager entities;
    private final Json json;

    ProductHistory(EntityManager entities, Json json) {
        this.entities = entities;
        this.json = json;
    }

    @Transactional(TxType.MANDATORY)
    void note(UUID productId, UUID changedBy, Instant changedAt, ProductDiff productDiff) {
        entities.createNativeQuery("""
                insert into catalog.product_changes (id, product_id, changed_by, changed_at, changes)
                values (?1, ?2, ?3, ?4, cast(?5 as jsonb))""")
                .setParameter(1, Ids.next()).setParameter(2, productId).setParameter(3, changedBy)
                .setParameter(4, changedAt).setParameter(5, text(productDiff)).executeUpdate();
    }

    @Transactional
    @SuppressWarnings("unchecked")
    ChangePage of(UUID productId, PageRequest page) {
        long total = ((Number) entities
                .createNativeQuery("select count(*) from catalog.product_changes where product_id = ?1")
                .setParameter(1, productId).getSingleResult()).longValue();
        List<Tuple> rows = entities.createNativeQuery("""
                select changed_by, changed_at, changes::text as changes from catalog.product_changes
                 where product_id = ?1 order by id desc""", Tuple.class)
                .setParameter(1, productId).setFirstResult(page.offset()).setMaxResults(page.limit()).getResultList();
        return new ChangePage(rows.stream().map(row -> new ProductChanged(row.get("changed_by", UUID.class),
                row.get("changed_at", Instant.class), fields(row.get("changes", String.class)))).toList(),
                Pagination.of(page, total));
    }

    private String text(ProductDiff productDiff) {
        Map<String, FieldChange> fields = new LinkedHashMap<>();
        productDiff.fields()
                .forEach((name, change) -> fields.put(name, new FieldChange(text(change.from()), text(change.to()))));
        return json.write(fields);
    }

    /** What is one value as it stands; lists and maps as JSON. */
    private @Nullable String text(@Nullable Object value) {
        return switch (value) {
            case null -> null;
            case BigDecimal amount -> amount.toPlainString();
            case Collection<?> list -> json.write(list);
            case Map<?, ?> map -> json.write(map);
            default -> value.toString();
        };
    }

    private Map<String, FieldChange> fields(String stored) {
        return json.read(stored, FIELDS);
    }
}
