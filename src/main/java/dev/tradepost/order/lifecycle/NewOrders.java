package dev.tradepost.order.lifecycle;

import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.function.Function;
import java.util.stream.IntStream;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;

import org.hibernate.Session;
import org.jspecify.annotations.Nullable;

import dev.tradepost.kernel.Ids;
import dev.tradepost.platform.crypto.Sealing;

/**
 * Writes new orders: every row of one in one statement and one round trip, where the entities would take four. What an order is
 * written as here it is read as by {@link Order}.
 */
@ApplicationScoped
class NewOrders {

    private static final String INSERT = """
            with placed as (
                insert into orders.orders (id, user_id, order_number, status, total_amount, currency, shipping_address_id,
                    billing_address_id, payment_method, payment_status, payment_token, created_at, updated_at)
                values (?, ?, ?, 'PENDING', ?, ?, ?, ?, ?, 'PENDING', ?, ?, ?)),
            lines as (
                insert into orders.order_items (id, order_id, line, product_id, product_name, sku, quantity, unit_price,
                    total_price, created_at)
                select item.id, ?, item.line, item.product_id, item.name, item.sku, item.quantity, item.price,
                       item.total, ?
                  from unnest(?, ?, ?, ?, ?, ?, ?, ?)
                       as item (id, line, product_id, name, sku, quantity, price, total)),
            addresses as (
                insert into orders.order_addresses (order_id, address_type, street_address, city, state, postal_code,
                    country)
                values (?, ?, ?, ?, ?, ?, ?), (?, ?, ?, ?, ?, ?, ?))
            insert into orders.order_history (id, order_id, status, changed_by, created_at)
            values (?, ?, 'PENDING', ?, ?)""";

    private final EntityManager entities;
    private final Sealing sealing;
    private final Clock clock;

    NewOrders(EntityManager entities, Sealing sealing, Clock clock) {
        this.entities = entities;
        this.sealing = sealing;
        this.clock = clock;
    }

    /** Writes the order in the caller's transaction. */
    Order insert(OrderDraft draft) {
        // As finely as the database keeps it, so that who places the order sees the time that all others see.
        Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
        Order order = new Order(draft, sealing, now);
        entities.unwrap(Session.class).doWork(connection -> insert(connection, draft, order, now));
        return order;
    }

    private static void insert(Connection connection, OrderDraft draft, Order order, Instant now) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement(INSERT)) {
            Values values = new Values(connection, insert);
            values.add(draft.orderId()).add(draft.userId()).add(draft.orderNumber()).add(draft.total().amount())
                    .add(draft.total().currency().getCurrencyCode()).add(draft.shippingAddressId())
                    .add(draft.billingAddressId()).add(draft.paymentMethod());
            values.addText(draft.paymentToken()).add(now).add(now);
            values.add(draft.orderId()).add(now);
            lines(values, draft.lines());
            for (String type : List.of(Order.SHIPPING, Order.BILLING)) {
                OrderAddress address = order.address(type);
                values.add(draft.orderId()).add(type).addText(address.street()).addText(address.city())
                        .addText(address.state()).addText(address.postalCode()).add(address.country());
            }
            values.add(Ids.next()).add(draft.orderId()).add(draft.userId().toString()).add(now);
            insert.executeUpdate();
        }
    }

    private static void lines(Values values, List<OrderDraft.Line> lines) throws SQLException {
        values.addAll("uuid", lines, _ -> Ids.next())
                .addAll("int4", IntStream.rangeClosed(1, lines.size()).boxed().toList(), line -> line)
                .addAll("uuid", lines, OrderDraft.Line::productId).addAll("text", lines, OrderDraft.Line::productName)
                .addAll("text", lines, OrderDraft.Line::sku).addAll("int4", lines, OrderDraft.Line::quantity)
                .addAll("numeric", lines, NewOrders::unitPrice)
                .addAll("numeric", lines, line -> line.total().amount());
    }

    private static BigDecimal unitPrice(OrderDraft.Line line) {
        return line.unitPrice().amount();
    }

    /** Sets the values of a statement, one after the other. */
    private static final class Values {

        private final Connection connection;
        private final PreparedStatement statement;
        private int last;

        private Values(Connection connection, PreparedStatement statement) {
            this.connection = connection;
            this.statement = statement;
        }

        private Values add(Object value) throws SQLException {
            last++;
            if (value instanceof Instant time) {
                statement.setTimestamp(last, Timestamp.from(time));
            } else {
                statement.setObject(last, value);
            }
            return this;
        }

        private Values addText(@Nullable String value) throws SQLException {
            last++;
            statement.setString(last, value);
            return this;
        }

        private <T> Values addAll(String type, List<T> of, Function<T, Object> value) throws SQLException {
            last++;
            statement.setArray(last, connection.createArrayOf(type, of.stream().map(value).toArray()));
            return this;
        }
    }
}
