package dev.tradepost.catalog.importexport;

import java.io.IOException;
import java.sql.Connection;
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
import com.fasterxml.jackson.databind.ObjectMapper;

import dev.tradepost.catalog.product.ProductRequest.Image;
import dev.tradepost.platform.database.Jdbc;

/**
 * A product that is there, with its stock.
 *
 * @param quantity pieces in the house
 * @param reserved pieces of these that orders have reserved
 */
record StoredProduct(UUID id, String sku, UUID sellerId, ProductData described, int quantity, int reserved,
        @Nullable String warehouseLocation) {

    private static final TypeReference<List<Image>> IMAGES = new TypeReference<>() {
    };
    private static final TypeReference<Map<String, String>> SPECIFICATIONS = new TypeReference<>() {
    };

    /** Locked in the order of their ids until the transaction ends, by sku; an empty text is none. */
    static Map<String, StoredProduct> lock(Connection connection, Collection<String> skus, ObjectMapper json)
            throws SQLException {
        return Jdbc.query(connection, row -> read(row, json), """
                select p.id, p.sku, p.seller_id, p.name, nullif(p.description, '') as description, p.price,
                       p.category_id, nullif(p.brand, '') as brand, p.specifications, p.is_active, i.quantity,
                       i.reserved_quantity, nullif(i.warehouse_location, '') as warehouse_location,
                       (select json_agg(json_build_object('url', image_url, 'alt', alt_text) order by display_order)
                          from catalog.product_images where product_id = p.id) as images
                  from catalog.products p
                  join catalog.inventory i on i.product_id = p.id
                 where p.sku = any (?)
                 order by p.id
                   for no key update of p, i""", connection.createArrayOf("text", skus.toArray())).stream()
                .collect(Collectors.toMap(StoredProduct::sku, Function.identity()));
    }

    private static StoredProduct read(ResultSet row, ObjectMapper json) throws SQLException {
        try {
            String images = row.getString("images");
            return new StoredProduct(row.getObject("id", UUID.class), row.getString("sku"),
                    row.getObject("seller_id", UUID.class),
                    new ProductData(row.getString("name"), row.getString("description"), row.getBigDecimal("price"),
                            row.getObject("category_id", UUID.class), row.getString("brand"),
                            images == null ? List.of() : json.readValue(images, IMAGES),
                            json.readValue(row.getString("specifications"), SPECIFICATIONS),
                            row.getBoolean("is_active")),
                    row.getInt("quantity"), row.getInt("reserved_quantity"), row.getString("warehouse_location"));
        } catch (IOException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
