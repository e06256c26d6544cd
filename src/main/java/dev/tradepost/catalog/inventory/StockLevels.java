package dev.tradepost.catalog.inventory;

import java.time.Clock;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

import jakarta.enterprise.context.ApplicationScoped;

import dev.tradepost.catalog.api.Inventory.Demand;
import dev.tradepost.catalog.inventory.Reservations.OrderDemand;
import dev.tradepost.kernel.Ids;
import dev.tradepost.platform.database.Sql;

/**
 * Changes the stock of several products in one round trip. Each statement locks its rows in product id order, which prevents deadlocks, and
 * calculates from the rows that it has locked: the update alone would see the rows as they were when the statement began.
 */
@ApplicationScoped
class StockLevels {

    private static final String LOCKED = """
            with demand as (
                select i.product_id, wanted.pieces, i.quantity, i.reserved_quantity,
                       i.quantity - i.reserved_quantity as available
                  from unnest(?, ?) as wanted (product_id, pieces)
                  join catalog.inventory i on i.product_id = wanted.product_id
                 order by i.product_id
                   for no key update of i)""";
    private static final String RESERVE = LOCKED + """
            , reserved as (
                update catalog.inventory i
                   set quantity = demand.quantity, reserved_quantity = demand.reserved_quantity + demand.pieces,
                       updated_at = ?
                  from demand
                 where i.product_id = demand.product_id and demand.available >= demand.pieces),
            recorded as (
                insert into catalog.reservations (id, order_id, product_id, quantity, status, expires_at, created_at)
                select line.id, line.order_id, line.product_id, line.pieces, 'OPEN', ?, ?
                  from unnest(?, ?, ?, ?) as line (id, order_id, product_id, pieces)
                  join demand on demand.product_id = line.product_id
                 where demand.available >= demand.pieces
                 order by line.order_id, line.product_id)
            select product_id, available from demand""";
    /** A sale weighs half as much as one a week later: docs/adr/0018. */
    private static final String TAKE_OUT = LOCKED + """
            , taken as (
                update catalog.inventory i
                   set quantity = demand.quantity - demand.pieces,
                       reserved_quantity = demand.reserved_quantity - demand.pieces, updated_at = ?
                  from demand
                 where i.product_id = demand.product_id)
            insert into catalog.product_sales as sales (product_id, popularity, pieces, updated_at)
            select demand.product_id,
                   ln(demand.pieces::float8) / ln(2::float8)
                       + extract(epoch from sale.at - timestamptz '2026-01-01 00:00:00Z')::float8 / (7 * 24 * 60 * 60),
                   demand.pieces, sale.at
              from demand, (select cast(? as timestamptz)) as sale (at)
             order by demand.product_id
                on conflict (product_id) do update
               set popularity = catalog.log2_sum(sales.popularity, excluded.popularity),
                   pieces = sales.pieces + excluded.pieces, updated_at = excluded.updated_at""";
    private static final String PUT_BACK = LOCKED + """

            update catalog.inventory i
               set quantity = demand.quantity + demand.pieces, reserved_quantity = demand.reserved_quantity,
                   updated_at = ?
              from demand
             where i.product_id = demand.product_id""";
    private static final String RELEASE = LOCKED + """

            update catalog.inventory i
               set quantity = demand.quantity, reserved_quantity = demand.reserved_quantity - demand.pieces,
                   updated_at = ?
              from demand
             where i.product_id = demand.product_id""";

    private final Sql sql;
    private final Clock clock;

    StockLevels(Sql sql, Clock clock) {
        this.sql = sql;
        this.clock = clock;
    }

    /**
     * Reserves and records the demand of each product that has enough stock. The caller rolls back if one has not.
     *
     * @param total the sum of the lines, per product
     * @return pieces that were available before, by product; a product without stock is missing
     */
    Map<UUID, Integer> reserve(List<Demand> total, List<OrderDemand> lines, Instant expiresAt) {
        Map<UUID, Integer> available = new HashMap<>();
        Instant now = clock.instant();
        sql.query(RESERVE, row -> available.put(row.getObject(1, UUID.class), row.getInt(2)), products(total),
                pieces(total), now, expiresAt, now, Sql.uuids(lines, _ -> Ids.next()),
                Sql.uuids(lines, OrderDemand::orderId), Sql.uuids(lines, line -> line.demand().productId()),
                pieces(lines.stream().map(OrderDemand::demand).toList()));
        return available;
    }

    /** Removes reserved pieces from the stock and counts them as sold. */
    void takeOut(List<Demand> reserved) {
        Instant now = clock.instant();
        sql.update(TAKE_OUT, products(reserved), pieces(reserved), now, now);
    }

    /** Reverses {@link #takeOut}, except for the sale. */
    void putBack(List<Demand> taken) {
        sql.update(PUT_BACK, products(taken), pieces(taken), clock.instant());
    }

    /** Makes reserved pieces available again. */
    void release(List<Demand> reserved) {
        sql.update(RELEASE, products(reserved), pieces(reserved), clock.instant());
    }

    private static Object products(List<Demand> demand) {
        return Sql.uuids(demand, Demand::productId);
    }

    private static Object pieces(List<Demand> demand) {
        return demand.stream().mapToInt(Demand::quantity).toArray();
    }
}
