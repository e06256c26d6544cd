package dev.tradepost.catalog.inventory;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;
import jakarta.transaction.Transactional;
import jakarta.transaction.Transactional.TxType;

import dev.tradepost.catalog.inventory.StockResource.AdjustmentPage;
import dev.tradepost.catalog.inventory.StockResource.AdjustmentRequest;
import dev.tradepost.catalog.inventory.StockResource.AdjustmentView;
import dev.tradepost.catalog.inventory.StockResource.StockView;
import dev.tradepost.kernel.Ids;
import dev.tradepost.kernel.PageRequest;
import dev.tradepost.kernel.Problem;
import dev.tradepost.platform.database.Sql;
import dev.tradepost.platform.http.Pagination;

/** The stock of a product, and its changes other than by orders, each of which leaves an adjustment. */
@ApplicationScoped
public class Stock {

    private static final String OPEN = """
            with opened as (
                insert into catalog.inventory (id, product_id, quantity, last_restocked, updated_at)
                values (?, ?, ?, ?, ?) returning product_id, quantity, updated_at)
            insert into catalog.inventory_adjustments
                (id, product_id, delta, quantity_after, reason, made_by, created_at)
            select ?, product_id, quantity, quantity, 'initial stock', ?, updated_at from opened where quantity > 0""";
    private static final String SNAPSHOT = """
            select p.seller_id, p.is_active, i.quantity, i.reserved_quantity, i.warehouse_location, i.last_restocked
              from catalog.products p join catalog.inventory i on i.product_id = p.id
             where p.id = ?""";
    /** Locks the row first and calculates from what it locked. An adjustment that is not allowed changes nothing. */
    private static final String ADJUST = """
            with old as (
                select i.product_id, i.quantity, i.reserved_quantity,
                       coalesce(cast(? as bigint), i.quantity + cast(? as bigint)) as wanted
                  from catalog.inventory i where i.product_id = ?
                   for no key update),
            changed as (
                update catalog.inventory i
                   set quantity = old.wanted, reserved_quantity = old.reserved_quantity,
                       warehouse_location = coalesce(cast(? as varchar), i.warehouse_location),
                       last_restocked = case when old.wanted > old.quantity then now.at else i.last_restocked end,
                       updated_at = now.at
                  from old, (select cast(? as timestamptz)) as now (at)
                 where i.product_id = old.product_id and old.wanted between old.reserved_quantity and ?
                returning i.product_id, i.updated_at),
            recorded as (
                insert into catalog.inventory_adjustments
                    (id, product_id, delta, quantity_after, reason, made_by, created_at)
                select ?, old.product_id, old.wanted - old.quantity, old.wanted, ?, ?, changed.updated_at
                  from old join changed on changed.product_id = old.product_id)
            select quantity, reserved_quantity, wanted from old""";
    private static final String ADJUSTMENTS = """
            select id, delta, quantity_after, reason, made_by, created_at from catalog.inventory_adjustments
             where product_id = ? order by created_at desc, id desc limit ? offset ?""";

    private final Sql sql;
    private final Event<StockChanged> changed;
    private final LowStock lowStock;
    private final Clock clock;

    Stock(Sql sql, Event<StockChanged> changed, LowStock lowStock, Clock clock) {
        this.sql = sql;
        this.changed = changed;
        this.lowStock = lowStock;
        this.clock = clock;
    }

    /**
     * Opens the stock of a new product.
     *
     * @param quantity pieces, 0 or more
     */
    @Transactional(TxType.MANDATORY)
    public void open(UUID productId, int quantity, UUID madeBy) {
        Instant now = clock.instant();
        sql.update(OPEN, Ids.next(), productId, quantity, quantity > 0 ? now : null, now, Ids.next(), madeBy);
    }

    /** @param active whether the product is for sale */
    record StockSnapshot(UUID sellerId, boolean active, StockView stock) {}

    /** @throws Problem.NotFound if there is no such product */
    StockSnapshot snapshot(UUID productId) {
        return sql.query(SNAPSHOT, Stock::snapshot, productId).stream().findFirst()
                .orElseThrow(() -> new Problem.NotFound("Product"));
    }

    private static StockSnapshot snapshot(ResultSet row) throws SQLException {
        int quantity = row.getInt("quantity");
        int reserved = row.getInt("reserved_quantity");
        return new StockSnapshot(row.getObject("seller_id", UUID.class), row.getBoolean("is_active"),
                new StockView(quantity, reserved, quantity - reserved, row.getString("warehouse_location"),
                        Sql.instant(row, "last_restocked")));
    }

    private record StockBefore(int quantity, int reserved, long wanted) {}

    /**
     * Adjusts the stock and records it.
     *
     * @return the difference in pieces
     * @throws Problem.NotFound if there is no such product
     * @throws Problem.Conflict {@code below_reserved}, {@code too_much_stock}
     */
    @Transactional(TxType.MANDATORY)
    int adjust(UUID productId, AdjustmentRequest request, UUID madeBy) {
        StockBefore before = sql.query(ADJUST, row -> new StockBefore(row.getInt(1), row.getInt(2), row.getLong(3)),
                request.quantity(), request.delta(), productId, request.warehouseLocation(), clock.instant(),
                StockResource.MAX_QUANTITY, Ids.next(), request.reason(), madeBy).stream().findFirst()
                .orElseThrow(() -> new Problem.NotFound("Product"));
        requireAllowed(before);
        int after = Math.toIntExact(before.wanted());
        lowStock.availabilityChanged(productId, before.quantity() - before.reserved(), after - before.reserved());
        changed.fire(new StockChanged(List.of(productId)));
        return after - before.quantity();
    }

    private static void requireAllowed(StockBefore before) {
        if (before.wanted() < before.reserved()) {
            throw new Problem.Conflict("below_reserved", before.reserved() + " pieces are reserved for orders");
        }
        if (before.wanted() > StockResource.MAX_QUANTITY) {
            throw new Problem.Conflict("too_much_stock",
                    "A stock has at most " + StockResource.MAX_QUANTITY + " pieces");
        }
    }

    /** Newest first. */
    AdjustmentPage adjustments(UUID productId, PageRequest page) {
        long total = sql.query("select count(*) from catalog.inventory_adjustments where product_id = ?",
                row -> row.getLong(1), productId).getFirst();
        return new AdjustmentPage(sql.query(ADJUSTMENTS, Stock::adjustment, productId, page.limit(), page.offset()),
                Pagination.of(page, total));
    }

    private static AdjustmentView adjustment(ResultSet row) throws SQLException {
        return new AdjustmentView(row.getObject("id", UUID.class), row.getInt("delta"),
                row.getObject("quantity_after", Integer.class), row.getString("reason"),
                row.getObject("made_by", UUID.class), row.getTimestamp("created_at").toInstant());
    }
}
