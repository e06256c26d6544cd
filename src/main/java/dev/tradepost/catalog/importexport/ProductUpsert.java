package dev.tradepost.catalog.importexport;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Currency;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;

import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jspecify.annotations.Nullable;

import com.fasterxml.jackson.databind.ObjectMapper;

import dev.tradepost.catalog.inventory.StockChanged;
import dev.tradepost.catalog.product.ProductsChanged;
import dev.tradepost.kernel.Ids;
import dev.tradepost.platform.job.RowError;

/** Makes the catalogue what some rows say it is, in the caller's transaction. */
@ApplicationScoped
class ProductUpsert {

    private final ObjectMapper json;
    private final Currency currency;
    private final Clock clock;
    private final Event<ProductsChanged> productsChanged;
    private final Event<StockChanged> stockMoved;

    ProductUpsert(ObjectMapper json, @ConfigProperty(name = "tradepost.currency") Currency currency, Clock clock,
            Event<ProductsChanged> productsChanged, Event<StockChanged> stockMoved) {
        this.json = json;
        this.currency = currency;
        this.clock = clock;
        this.productsChanged = productsChanged;
        this.stockMoved = stockMoved;
    }

    /** @param all whether they may change everybody's products, and not only their own */
    record Importer(UUID userId, boolean all) {}

    /** A product that is not there yet. */
    record NewProduct(ImportRow row, ProductData described) {}

    /** A product that is there, and what a row makes of it. */
    record ChangedProduct(StoredProduct before, ProductData after, int quantity, @Nullable String warehouseLocation) {
        boolean isDescribedAnew() {
            return !after.changesFrom(before.described()).isEmpty();
        }

        boolean isStockOther() {
            return quantity != before.quantity()
                    || !Objects.equals(warehouseLocation, before.warehouseLocation());
        }
    }

    /**
     * Inserts what is new, and changes what is other than a row says.
     *
     * @param rows that have passed the rules, no two with the same sku
     * @return what is wrong with those that were not taken
     */
    List<RowError> apply(Connection connection, List<ImportRow> rows, Importer importer) throws SQLException {
        Map<String, StoredProduct> existing = StoredProduct.lock(connection, rows.stream().map(ImportRow::sku).toList(),
                json);
        List<RowError> errors = new ArrayList<>();
        List<NewProduct> fresh = new ArrayList<>();
        List<ChangedProduct> changed = new ArrayList<>();
        for (ImportRow row : rows) {
            StoredProduct before = existing.get(row.sku());
            if (before == null) {
                ProductData described = ProductData.of(row, errors);
                if (described != null) {
                    fresh.add(new NewProduct(row, described));
                }
            } else {
                ChangedProduct change = change(row, before, importer, errors);
                if (change != null) {
                    changed.add(change);
                }
            }
        }
        write(connection, fresh, changed, importer.userId());
        return errors;
    }

    private static @Nullable ChangedProduct change(ImportRow row, StoredProduct before, Importer importer,
            List<RowError> errors) {
        if (!importer.all() && !before.sellerId().equals(importer.userId())) {
            errors.add(row.error(Column.SKU.label(), "access_denied", "is somebody else's product"));
            return null;
        }
        int quantity = Objects.requireNonNullElse(row.quantity(), before.quantity());
        if (quantity < before.reserved()) {
            errors.add(row.error(Column.QUANTITY.label(), "below_reserved",
                    "must be at least %d, which orders have reserved".formatted(before.reserved())));
            return null;
        }
        return new ChangedProduct(before, before.described().with(row), quantity, row.says(Column.WAREHOUSE_LOCATION)
                ? row.text(Column.WAREHOUSE_LOCATION)
                : before.warehouseLocation());
    }

    private void write(Connection connection, List<NewProduct> fresh, List<ChangedProduct> changed, UUID userId)
            throws SQLException {
        Instant now = clock.instant();
        List<UUID> ids = new ArrayList<>(freshIds(fresh.size()));
        ProductInserts.insert(connection, fresh, ids, currency, userId, now);
        List<ChangedProduct> described = changed.stream().filter(ChangedProduct::isDescribedAnew).toList();
        List<ChangedProduct> stocked = changed.stream().filter(ChangedProduct::isStockOther).toList();
        ProductUpdates.describe(connection, described, userId, now, json);
        ProductUpdates.stock(connection, stocked, userId, now);
        described.forEach(change -> ids.add(change.before().id()));
        if (!ids.isEmpty()) {
            productsChanged.fire(new ProductsChanged(ids));
        }
        List<UUID> moved = stocked.stream().filter(change -> change.quantity() != change.before().quantity())
                .map(change -> change.before().id()).toList();
        if (!moved.isEmpty()) {
            stockMoved.fire(new StockChanged(moved));
        }
    }

    /** In order: the catalogue, which goes by ids, keeps the order of the file. */
    private static List<UUID> freshIds(int count) {
        List<UUID> ids = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            ids.add(Ids.next());
        }
        ids.sort(Comparator.naturalOrder());
        return ids;
    }
}
