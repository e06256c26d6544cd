package dev.tradepost.catalog.product;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import jakarta.transaction.Transactional.TxType;

import com.fasterxml.jackson.core.type.TypeReference;

import dev.tradepost.catalog.product.ProductResource.ChangePage;
import dev.tradepost.catalog.product.ProductResource.FieldChange;
import dev.tradepost.catalog.product.ProductResource.ProductChanged;
import dev.tradepost.kernel.Ids;
import dev.tradepost.kernel.PageRequest;
import dev.tradepost.platform.database.Sql;
import dev.tradepost.platform.http.Pagination;
import dev.tradepost.platform.json.Json;

/** Who changed what about a product, and when. */
@ApplicationScoped
class ProductHistory {

    private static final String CHANGES = """
            select changed_by, changed_at, changes from catalog.product_changes
             where product_id = ? order by id desc limit ? offset ?""";
    private static final TypeReference<Map<String, FieldChange>> FIELDS = new TypeReference<>() {
    };

    private final Sql sql;
    private final Json json;

    ProductHistory(Sql sql, Json json) {
        this.sql = sql;
        this.json = json;
    }

    @Transactional(TxType.MANDATORY)
    void record(UUID productId, UUID changedBy, Instant changedAt, ProductDiff diff) {
        sql.update("""
                insert into catalog.product_changes (id, product_id, changed_by, changed_at, changes)
                values (?, ?, ?, ?, cast(? as jsonb))""", Ids.next(), productId, changedBy, changedAt,
                diff.toJson(json));
    }

    /** Newest first. */
    ChangePage of(UUID productId, PageRequest page) {
        long total = sql.query("select count(*) from catalog.product_changes where product_id = ?",
                row -> row.getLong(1), productId).getFirst();
        return new ChangePage(sql.query(CHANGES, this::change, productId, page.limit(), page.offset()),
                Pagination.of(page, total));
    }

    private ProductChanged change(ResultSet row) throws SQLException {
        return new ProductChanged(row.getObject("changed_by", UUID.class), row.getTimestamp("changed_at").toInstant(),
                json.read(row.getString("changes"), FIELDS));
    }
}
