package dev.tradepost.catalog.importexport;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;

import com.fasterxml.jackson.core.type.TypeReference;

import dev.tradepost.catalog.product.ProductRequest.Image;
import dev.tradepost.platform.database.Sql;
import dev.tradepost.platform.json.Json;

/**
 * An existing product with its stock.
 *
 * @param quantity pieces in stock, reserved or not
 * @param reserved the part of the quantity that is promised to orders
 */
record StoredProduct(UUID id, String sku, UUID sellerId, ProductData data, int quantity, int reserved,
        @Nullable String warehouseLocation) {

    private static final TypeReference<List<Image>> IMAGES = new TypeReference<>() {
    };
    private static final String LOCK = """
            select p.id, p.sku, p.seller_id, p.name, nullif(p.description, '') as description, p.price,
                   p.category_id, nullif(p.brand, '') as brand, p.specifications, p.is_active, i.quantity,
                   i.reserved_quantity, nullif(i.warehouse_location, '') as warehouse_location,
                   (select json_agg(json_build_object('url', image_url, 'alt', alt_text) order by display_order)
                      from catalog.product_images where product_id = p.id) as images
              from catalog.products p
              join catalog.inventory i on i.product_id = p.id
             where p.sku = any (?)
             order by p.id
               for no key update of p, i""";

    /**
     * Locks the products in the order of their ids, until the transaction ends.
     *
     * @return by sku; an empty text counts as none
     */
    static Map<String, StoredProduct> lock(Sql sql, Json json, Collection<String> skus) {
        return sql.query(LOCK, row -> read(row, json), Sql.texts(skus)).stream()
                .collect(Collectors.toMap(StoredProduct::sku, Function.identity()));
    }

    private static StoredProduct read(ResultSet row, Json json) throws SQLException {
        String images = row.getString("images");
        ProductData data = new ProductData(row.getString("name"), row.getString("description"),
                row.getBigDecimal("price"), row.getObject("category_id", UUID.class), row.getString("brand"),
                images == null ? List.of() : json.read(images, IMAGES),
                json.readMap(row.getString("specifications")), row.getBoolean("is_active"));
        return new StoredProduct(row.getObject("id", UUID.class), row.getString("sku"),
                row.getObject("seller_id", UUID.class), data, row.getInt("quantity"), row.getInt("reserved_quantity"),
                row.getString("warehouse_location"));
    }
}
