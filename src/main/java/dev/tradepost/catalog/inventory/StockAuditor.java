package dev.tradepost.catalog.inventory;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.UUID;

import jakarta.enterprise.context.ApplicationScoped;

import dev.tradepost.catalog.api.StockAudit;
import dev.tradepost.platform.database.Sql;

/** One statement per question, so that each result shows a single moment. */
@ApplicationScoped
class StockAuditor implements StockAudit {

    private static final String ORDERS_HOLDING_STOCK = """
            select distinct order_id from catalog.reservations
             where status = 'OPEN' and created_at < ? and order_id > ? order by order_id limit ?""";
    private static final String PRODUCTS = """
            select product_id from catalog.inventory where product_id > ? order by product_id limit ?""";
    /** The stock of a cancelled order was put back: its reservation is no longer committed. */
    private static final String DISCREPANCIES = """
            select * from (
                select i.product_id, i.quantity, i.reserved_quantity as reserved,
                       (select coalesce(sum(a.delta), 0) from catalog.inventory_adjustments a
                         where a.product_id = i.product_id)
                       - (select coalesce(sum(r.quantity), 0) from catalog.reservations r
                           where r.product_id = i.product_id and r.status = 'COMMITTED') as booked,
                       (select coalesce(sum(r.quantity), 0) from catalog.reservations r
                         where r.product_id = i.product_id and r.status = 'OPEN') as open
                  from catalog.inventory i where i.product_id = any(?)) books
             where quantity <> booked or reserved <> open""";

    private final Sql sql;

    StockAuditor(Sql sql) {
        this.sql = sql;
    }

    @Override
    public List<UUID> ordersHoldingStock(Instant reservedBefore, UUID after, int limit) {
        return sql.query(ORDERS_HOLDING_STOCK, row -> row.getObject(1, UUID.class), reservedBefore, after, limit);
    }

    @Override
    public List<UUID> products(UUID after, int limit) {
        return sql.query(PRODUCTS, row -> row.getObject(1, UUID.class), after, limit);
    }

    @Override
    public List<Discrepancy> discrepancies(Collection<UUID> productIds) {
        return sql.query(DISCREPANCIES, StockAuditor::discrepancy, Sql.uuids(productIds));
    }

    private static Discrepancy discrepancy(ResultSet row) throws SQLException {
        return new Discrepancy(row.getObject("product_id", UUID.class), row.getLong("quantity"),
                row.getLong("booked"), row.getLong("reserved"), row.getLong("open"));
    }
}
