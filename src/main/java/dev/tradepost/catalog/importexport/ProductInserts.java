package dev.tradepost.catalog.importexport;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Currency;
import java.util.List;
import java.util.Objects;
import java.util.UUID;

import dev.tradepost.catalog.importexport.ProductUpsert.NewProduct;
import dev.tradepost.catalog.product.ProductRequest.Image;
import dev.tradepost.kernel.Ids;

/** New products with all that belongs to them, straight into their tables. */
final class ProductInserts {

    private ProductInserts() {}

    private record Numbered(NewProduct product, UUID id) {}

    static void insert(Connection connection, List<NewProduct> products, List<UUID> ids, Currency currency, UUID userId,
            Instant now) throws SQLException {
        List<Numbered> inOrder = new ArrayList<>();
        for (int i = 0; i < products.size(); i++) {
            inOrder.add(new Numbered(products.get(i), ids.get(i)));
        }
        // Two imports of the same new skus wait for each other, and not in a circle.
        inOrder.sort(Comparator.comparing(numbered -> numbered.product().row().sku()));
        CopyRows rows = new CopyRows("""
                catalog.products (id, name, description, sku, price, currency, category_id, seller_id, brand,
                    image_url, specifications, is_active, created_at, updated_at)""");
        CopyRows images = images();
        CopyRows stock = new CopyRows("""
                catalog.inventory (id, product_id, quantity, warehouse_location, last_restocked, updated_at)""");
        CopyRows ledger = ledger();
        for (Numbered numbered : inOrder) {
            UUID id = numbered.id();
            ImportRow row = numbered.product().row();
            ProductData it = numbered.product().described();
            rows.add(id, it.name(), it.description(), row.sku(), it.price().toPlainString(), currency,
                    it.categoryId(), userId, it.brand(), it.imageUrl(), JsonText.of(it.specifications()), it.active(),
                    now, now);
            addImages(images, id, it.images());
            int quantity = Objects.requireNonNullElse(row.quantity(), 0);
            stock.add(Ids.next(), id, quantity, row.text(Column.WAREHOUSE_LOCATION), quantity > 0 ? now : null, now);
            if (quantity > 0) {
                ledger.add(Ids.next(), id, quantity, "import", userId, now);
            }
        }
        rows.send(connection);
        images.send(connection);
        stock.send(connection);
        ledger.send(connection);
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

    static CopyRows ledger() {
        return new CopyRows("catalog.inventory_adjustments (id, product_id, delta, reason, made_by, created_at)");
    }
}
