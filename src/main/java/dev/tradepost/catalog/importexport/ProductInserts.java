package dev.tradepost.catalog.importexport;

import java.time.Instant;
import java.util.Comparator;
import java.util.Currency;
import java.util.List;
import java.util.Objects;
import java.util.UUID;

import jakarta.enterprise.context.ApplicationScoped;

import org.eclipse.microprofile.config.inject.ConfigProperty;

import io.agroal.api.AgroalDataSource;

import dev.tradepost.catalog.importexport.ProductUpsert.NewProduct;
import dev.tradepost.catalog.product.ProductRequest.Image;
import dev.tradepost.kernel.Ids;
import dev.tradepost.platform.json.Json;

/** Inserts new products with their images and stock, by one COPY per table. */
@ApplicationScoped
class ProductInserts {

    private final AgroalDataSource database;
    private final Json json;
    private final Currency currency;

    ProductInserts(AgroalDataSource database, Json json,
            @ConfigProperty(name = "tradepost.currency") Currency currency) {
        this.database = database;
        this.json = json;
        this.currency = currency;
    }

    void insert(List<NewProduct> products, UUID sellerId, Instant now) {
        CopyRows rows = new CopyRows("""
                catalog.products (id, name, description, sku, price, currency, category_id, seller_id, brand,
                    image_url, specifications, is_active, created_at, updated_at)""");
        CopyRows images = images();
        CopyRows stock = new CopyRows("""
                catalog.inventory (id, product_id, quantity, warehouse_location, last_restocked, updated_at)""");
        CopyRows adjustments = adjustments();
        // In sku order: two imports of the same new skus would deadlock otherwise.
        products.stream().sorted(Comparator.comparing(product -> product.row().sku())).forEach(product -> {
            addProduct(rows, product, sellerId, now);
            addImages(images, product.id(), product.data().images());
            addStock(stock, adjustments, product, sellerId, now);
        });
        rows.send(database);
        images.send(database);
        stock.send(database);
        adjustments.send(database);
    }

    private void addProduct(CopyRows rows, NewProduct product, UUID sellerId, Instant now) {
        ProductData data = product.data();
        rows.add(product.id(), data.name(), data.description(), product.row().sku(), data.price().toPlainString(),
                currency, data.categoryId(), sellerId, data.brand(), data.imageUrl(),
                json.write(data.specifications()), data.active(), now, now);
    }

    private static void addStock(CopyRows stock, CopyRows adjustments, NewProduct product, UUID sellerId,
            Instant now) {
        int quantity = Objects.requireNonNullElse(product.row().quantity(), 0);
        stock.add(Ids.next(), product.id(), quantity, product.row().text(Column.WAREHOUSE_LOCATION),
                quantity > 0 ? now : null, now);
        if (quantity > 0) {
            adjustments.add(Ids.next(), product.id(), quantity, "import", sellerId, now);
        }
    }

    static CopyRows images() {
        return new CopyRows("catalog.product_images (id, product_id, image_url, alt_text, display_order)");
    }

    static void addImages(CopyRows rows, UUID productId, List<Image> images) {
        int order = 0;
        for (Image image : images) {
            rows.add(Ids.next(), productId, image.url(), image.alt(), order++);
        }
    }

    static CopyRows adjustments() {
        return new CopyRows("catalog.inventory_adjustments (id, product_id, delta, reason, made_by, created_at)");
    }
}
