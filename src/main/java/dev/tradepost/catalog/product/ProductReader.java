package dev.tradepost.catalog.product;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;

import jakarta.enterprise.context.ApplicationScoped;

import dev.tradepost.catalog.category.Categories;
import dev.tradepost.catalog.category.CategoryPaths;
import dev.tradepost.catalog.product.ProductDetail.ProductCategory;
import dev.tradepost.catalog.product.ProductDetail.ProductStock;
import dev.tradepost.platform.database.Sql;
import dev.tradepost.platform.json.Json;

/** Reads a product with its images, its availability and the path of its category. */
@ApplicationScoped
class ProductReader {

    private static final String PRODUCT = """
            select p.id, p.name, p.description, p.price, p.currency, p.sku, p.category_id, p.brand, p.image_url,
                   array(select image_url from catalog.product_images where product_id = p.id order by display_order)
                       as images,
                   p.specifications, i.quantity - i.reserved_quantity as available, p.is_active, p.seller_id,
                   p.created_at, p.updated_at, p.version
              from catalog.products p join catalog.inventory i on i.product_id = p.id
             where p.id = ?""";

    private final Sql sql;
    private final Categories categories;
    private final Json json;

    ProductReader(Sql sql, Categories categories, Json json) {
        this.sql = sql;
        this.categories = categories;
        this.json = json;
    }

    /**
     * A product at one moment.
     *
     * @param version of the product itself
     * @param pathsVersion of the category names in it
     */
    record VersionedProduct(ProductDetail detail, int version, String pathsVersion) {}

    /** The row is read first and its connection returned: category paths may come from a cache that needs a connection of its own. */
    Optional<VersionedProduct> read(UUID productId) {
        return sql.query(PRODUCT, this::withoutPath, productId).stream().findFirst().map(this::withPath);
    }

    private VersionedProduct withoutPath(ResultSet row) throws SQLException {
        int available = row.getInt("available");
        ProductDetail detail = new ProductDetail(row.getObject("id", UUID.class), row.getString("name"),
                row.getString("description"), row.getBigDecimal("price"), row.getString("currency"),
                row.getString("sku"), new ProductCategory(row.getObject("category_id", UUID.class), "", List.of()),
                row.getString("brand"), row.getString("image_url"),
                List.of((String[]) row.getArray("images").getArray()),
                json.readMap(row.getString("specifications")),
                new ProductStock(available > 0, available), row.getBoolean("is_active"),
                row.getObject("seller_id", UUID.class), row.getTimestamp("created_at").toInstant(),
                row.getTimestamp("updated_at").toInstant());
        return new VersionedProduct(detail, row.getInt("version"), "");
    }

    private VersionedProduct withPath(VersionedProduct product) {
        UUID categoryId = product.detail().category().id();
        CategoryPaths paths = categories.pathsKnowing(List.of(categoryId));
        ProductCategory category = new ProductCategory(categoryId, Objects.requireNonNull(paths.name(categoryId)),
                paths.path(categoryId));
        return new VersionedProduct(product.detail().in(category), product.version(), paths.version());
    }
}
