package dev.tradepost.catalog.importexport;

import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.Stream;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;

import org.jspecify.annotations.Nullable;

import dev.tradepost.catalog.inventory.StockChanged;
import dev.tradepost.catalog.product.ProductDiff;
import dev.tradepost.catalog.product.ProductsChanged;
import dev.tradepost.kernel.Ids;
import dev.tradepost.platform.database.Sql;
import dev.tradepost.platform.job.RowError;
import dev.tradepost.platform.json.Json;

/** Inserts or updates the products of a batch of rows, in the caller's transaction. */
@ApplicationScoped
class ProductUpsert {

    private final Sql sql;
    private final Json json;
    private final ProductInserts inserts;
    private final ProductUpdates updates;
    private final Clock clock;
    private final Event<ProductsChanged> productsChanged;
    private final Event<StockChanged> stockChanged;

    ProductUpsert(Sql sql, Json json, ProductInserts inserts, ProductUpdates updates, Clock clock,
            Event<ProductsChanged> productsChanged, Event<StockChanged> stockChanged) {
        this.sql = sql;
        this.json = json;
        this.inserts = inserts;
        this.updates = updates;
        this.clock = clock;
        this.productsChanged = productsChanged;
        this.stockChanged = stockChanged;
    }

    /** @param all false for sellers, who change only their own products */
    record Importer(UUID userId, boolean all) {}

    record NewProduct(UUID id, ImportRow row, ProductData data) {}

    /** An existing product and what a row makes of it. */
    record ChangedProduct(StoredProduct before, ProductData after, ProductDiff diff, int quantity,
            @Nullable String warehouseLocation) {

        UUID id() {
            return before.id();
        }

        boolean hasNewQuantity() {
            return quantity != before.quantity();
        }

        boolean hasNewStock() {
            return hasNewQuantity() || !Objects.equals(warehouseLocation, before.warehouseLocation());
        }
    }

    /**
     * Inserts the products that do not exist, and updates those that differ from their row.
     *
     * @param rows valid rows, no two with the same sku
     * @return errors of the rows that were rejected
     */
    List<RowError> apply(List<ImportRow> rows, Importer importer) {
        Map<String, StoredProduct> existing = StoredProduct.lock(sql, json,
                rows.stream().map(ImportRow::sku).toList());
        Iterator<UUID> ids = sortedIds(rows.size());
        List<RowError> errors = new ArrayList<>();
        List<NewProduct> added = new ArrayList<>();
        List<ChangedProduct> changed = new ArrayList<>();
        for (ImportRow row : rows) {
            StoredProduct before = existing.get(row.sku());
            if (before == null) {
                ProductData data = ProductData.of(row, errors);
                if (data != null) {
                    added.add(new NewProduct(ids.next(), row, data));
                }
            } else if (mayChange(row, before, importer, errors)) {
                changed.add(change(row, before));
            }
        }
        write(added, changed, importer.userId());
        return errors;
    }

    /** Lists sort by id: in this way they keep the order of the file. */
    private static Iterator<UUID> sortedIds(int count) {
        return Stream.generate(Ids::next).limit(count).sorted().iterator();
    }

    private static boolean mayChange(ImportRow row, StoredProduct before, Importer importer, List<RowError> errors) {
        if (!importer.all() && !before.sellerId().equals(importer.userId())) {
            errors.add(row.error(Column.SKU.label(), "access_denied", "belongs to another seller"));
            return false;
        }
        if (quantity(row, before) < before.reserved()) {
            errors.add(row.error(Column.QUANTITY.label(), "below_reserved",
                    "must be at least %d, which orders have reserved".formatted(before.reserved())));
            return false;
        }
        return true;
    }

    private static ChangedProduct change(ImportRow row, StoredProduct before) {
        ProductData after = before.data().with(row);
        return new ChangedProduct(before, after, after.differenceFrom(before.data()), quantity(row, before),
                row.has(Column.WAREHOUSE_LOCATION)
                        ? row.text(Column.WAREHOUSE_LOCATION)
                        : before.warehouseLocation());
    }

    private static int quantity(ImportRow row, StoredProduct before) {
        return Objects.requireNonNullElse(row.quantity(), before.quantity());
    }

    private void write(List<NewProduct> added, List<ChangedProduct> changed, UUID userId) {
        Instant now = clock.instant();
        List<ChangedProduct> different = changed.stream().filter(product -> !product.diff().isEmpty()).toList();
        List<ChangedProduct> restocked = changed.stream().filter(ChangedProduct::hasNewStock).toList();
        inserts.insert(added, userId, now);
        updates.updateProducts(different, userId, now);
        updates.updateStock(restocked, userId, now);
        List<UUID> ids = new ArrayList<>(added.stream().map(NewProduct::id).toList());
        ids.addAll(different.stream().map(ChangedProduct::id).toList());
        if (!ids.isEmpty()) {
            productsChanged.fire(new ProductsChanged(ids));
        }
        List<UUID> requantified = restocked.stream().filter(ChangedProduct::hasNewQuantity).map(ChangedProduct::id)
                .toList();
        if (!requantified.isEmpty()) {
            stockChanged.fire(new StockChanged(requantified));
        }
    }
}
