package dev.tradepost.catalog.importexport;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;

import jakarta.enterprise.context.ApplicationScoped;

import org.jspecify.annotations.Nullable;

import io.agroal.api.AgroalDataSource;

import dev.tradepost.catalog.importexport.ProductUpsert.ChangedProduct;
import dev.tradepost.kernel.Ids;
import dev.tradepost.platform.database.Sql;
import dev.tradepost.platform.json.Json;

/** Updates existing products, by one statement per table. */
@ApplicationScoped
class ProductUpdates {

    private static final String UPDATE_PRODUCTS = """
            update catalog.products p
               set name = c.name, description = c.description, price = c.price, category_id = c.category_id,
                   brand = c.brand, image_url = c.image_url, specifications = c.specifications::jsonb,
                   is_active = c.is_active, updated_at = ?, version = p.version + 1
              from unnest(?::uuid[], ?::text[], ?::text[], ?::numeric[], ?::uuid[], ?::text[], ?::text[],
                          ?::text[], ?::boolean[])
                   as c (id, name, description, price, category_id, brand, image_url, specifications, is_active)
             where p.id = c.id""";
    private static final String UPDATE_STOCK = """
            update catalog.inventory i
               set quantity = c.quantity, warehouse_location = c.warehouse_location, updated_at = c.now,
                   last_restocked = case when c.quantity > i.quantity then c.now else i.last_restocked end
              from (select *, ?::timestamptz as now from unnest(?::uuid[], ?::integer[], ?::text[])
                        as changed (product_id, quantity, warehouse_location)) c
             where i.product_id = c.product_id""";

    private final Sql sql;
    private final AgroalDataSource database;
    private final Json json;

    ProductUpdates(Sql sql, AgroalDataSource database, Json json) {
        this.sql = sql;
        this.database = database;
        this.json = json;
    }

    /** Updates everything but the stock, and records the changes. */
    void updateProducts(List<ChangedProduct> products, UUID changedBy, Instant now) {
        if (products.isEmpty()) {
            return;
        }
        sql.update(UPDATE_PRODUCTS, now, Sql.uuids(products, ChangedProduct::id),
                texts(products, product -> product.after().name()),
                texts(products, product -> product.after().description()),
                texts(products, product -> product.after().price().toPlainString()),
                Sql.uuids(products, product -> product.after().categoryId()),
                texts(products, product -> product.after().brand()),
                texts(products, product -> product.after().imageUrl()),
                texts(products, product -> json.write(product.after().specifications())),
                texts(products, product -> Boolean.toString(product.after().active())));
        replaceImages(products.stream()
                .filter(product -> !product.after().images().equals(product.before().data().images())).toList());
        CopyRows history = new CopyRows("catalog.product_changes (id, product_id, changed_by, changed_at, changes)");
        products.forEach(
                product -> history.add(Ids.next(), product.id(), changedBy, now, product.diff().toJson(json)));
        history.send(database);
    }

    private void replaceImages(List<ChangedProduct> products) {
        if (products.isEmpty()) {
            return;
        }
        sql.update("delete from catalog.product_images where product_id = any (?)",
                Sql.uuids(products, ChangedProduct::id));
        CopyRows images = ProductInserts.images();
        products.forEach(product -> ProductInserts.addImages(images, product.id(), product.after().images()));
        images.send(database);
    }

    /** Updates quantity and warehouse location, and records an adjustment per changed quantity. */
    void updateStock(List<ChangedProduct> products, UUID changedBy, Instant now) {
        if (products.isEmpty()) {
            return;
        }
        sql.update(UPDATE_STOCK, now, Sql.uuids(products, ChangedProduct::id),
                products.stream().mapToInt(ChangedProduct::quantity).toArray(),
                texts(products, ChangedProduct::warehouseLocation));
        CopyRows adjustments = ProductInserts.adjustments();
        products.stream().filter(ChangedProduct::hasNewQuantity).forEach(product -> adjustments.add(Ids.next(),
                product.id(), product.quantity() - product.before().quantity(), "import", changedBy, now));
        adjustments.send(database);
    }

    private static Object texts(List<ChangedProduct> products, Function<ChangedProduct, @Nullable String> value) {
        return Sql.texts(products, value);
    }
}
