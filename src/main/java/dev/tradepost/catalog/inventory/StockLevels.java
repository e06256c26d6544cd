package dev.tradepost.catalog.inventory;

import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;

import dev.tradepost.catalog.api.Inventory.Demand;
import dev.tradepost.catalog.inventory.Reservations.OrderDemand;
import dev.tradepost.kernel.Ids;

/**
 * The statements that move the stock of several products at once, each one round trip whatever their number. Each locks its rows in
 * product id order, so that no two wait for each other, and decides and calculates by what it finds in the rows that it has locked:
 * the update itself first sees them as they were when the statement began, and would check the constraints against that.
 */
final class StockLevels {

    private static final String LOCKED = """
            with demand as (
                select i.product_id, wanted.pieces, i.quantity, i.reserved_quantity,
                       i.quantity - i.reserved_quantity as available
                  from unnest(?, ?) as wanted (product_id, pieces)
                  join catalog.inventory i on i.product_id = wanted.product_id
                 order by i.product_id
                   for no key update of i)""";
    /** Where there is too little of one, what is written for the others is rolled back with all the rest. */
    private static final String HOLD = LOCKED + """
            , held as (
                update catalog.inventory i
                   set quantity = demand.quantity, reserved_quantity = demand.reserved_quantity + demand.pieces,
                       updated_at = ?
                  from demand
                 where i.product_id = demand.product_id and demand.available >= demand.pieces),
            noted as (
                insert into catalog.reservations (id, order_id, product_id, quantity, status, expires_at, created_at)
                select note.id, note.order_id, note.product_id, note.pieces, 'OPEN', ?, ?
                  from unnest(?, ?, ?, ?) as note (id, order_id, product_id, pieces)
                  join demand on demand.product_id = note.product_id
                 where demand.available >= demand.pieces
                 order by note.order_id, note.product_id)
            select product_id, available from demand""";
    /** A sale weighs half of what one a week later weighs: docs/adr/0018. */
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
    private static final String TAKE_BACK = LOCKED + """

            update catalog.inventory i
               set quantity = demand.quantity + demand.pieces, reserved_quantity = demand.reserved_quantity,
                   updated_at = ?
              from demand
             where i.product_id = demand.product_id""";
    private static final String GIVE_BACK = LOCKED + """

            update catalog.inventory i
               set quantity = demand.quantity, reserved_quantity = demand.reserved_quantity - demand.pieces,
                   updated_at = ?
              from demand
             where i.product_id = demand.product_id""";

    private StockLevels() {}

    /**
     * Reserves of each product what is wanted, where there is enough, and notes for whom.
     *
     * @param demand what is wanted of each product in all
     * @param lines of which the demand is the sum
     * @return what could be had of each before; a product without stock is missing
     */
    static Map<UUID, Integer> hold(Connection connection, List<Demand> demand, List<OrderDemand> lines,
            Instant expiresAt,
            Instant now) throws SQLException {
        try (PreparedStatement hold = prepared(connection, HOLD, demand)) {
            hold.setTimestamp(3, Timestamp.from(now));
            hold.setTimestamp(4, Timestamp.from(expiresAt));
            hold.setTimestamp(5, Timestamp.from(now));
            hold.setArray(6, uuids(connection, lines, _ -> Ids.next()));
            hold.setArray(7, uuids(connection, lines, OrderDemand::orderId));
            hold.setArray(8, uuids(connection, lines, line -> line.demand().productId()));
            hold.setArray(9, pieces(connection, lines, line -> line.demand().quantity()));
            Map<UUID, Integer> available = new HashMap<>();
            try (ResultSet rows = hold.executeQuery()) {
                while (rows.next()) {
                    available.put(rows.getObject(1, UUID.class), rows.getInt(2));
                }
            }
            return available;
        }
    }

    /** Takes what was reserved out of the house, and counts it as sold. */
    static void takeOut(Connection connection, List<Demand> reserved, Instant now) throws SQLException {
        try (PreparedStatement takeOut = prepared(connection, TAKE_OUT, reserved)) {
            takeOut.setTimestamp(3, Timestamp.from(now));
            takeOut.setTimestamp(4, Timestamp.from(now));
            takeOut.executeUpdate();
        }
    }

    /** Puts what was taken out back into the house. */
    static void takeBack(Connection connection, List<Demand> taken, Instant now) throws SQLException {
        moveBack(connection, TAKE_BACK, taken, now);
    }

    /** Lets others have what was reserved. */
    static void giveBack(Connection connection, List<Demand> reserved, Instant now) throws SQLException {
        moveBack(connection, GIVE_BACK, reserved, now);
    }

    private static void moveBack(Connection connection, String sql, List<Demand> lines, Instant now)
            throws SQLException {
        try (PreparedStatement back = prepared(connection, sql, lines)) {
            back.setTimestamp(3, Timestamp.from(now));
            back.executeUpdate();
        }
    }

    private static PreparedStatement prepared(Connection connection, String sql, List<Demand> demand)
            throws SQLException {
        PreparedStatement statement = connection.prepareStatement(sql);
        statement.setArray(1, uuids(connection, demand, Demand::productId));
        statement.setArray(2, pieces(connection, demand, Demand::quantity));
        return statement;
    }

    private static <T> Array uuids(Connection connection, List<T> of, Function<T, UUID> value) throws SQLException {
        return connection.createArrayOf("uuid", of.stream().map(value).toArray());
    }

    private static <T> Array pieces(Connection connection, List<T> of, Function<T, Integer> value) throws SQLException {
        return connection.createArrayOf("int4", of.stream().map(value).toArray());
    }
}
