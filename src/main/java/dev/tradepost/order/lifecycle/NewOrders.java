package dev.tradepost.order.lifecycle;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;

import org.hibernate.Session;
import org.jspecify.annotations.Nullable;

import dev.tradepost.kernel.Ids;
import dev.tradepost.platform.crypto.Sealing;

/**
 * Writes new orders: every row of all of them in one statement and one round trip, where the entities would take four for each. What
 * an order is written as here it is read as by {@link Order}.
 */
@ApplicationScoped
class NewOrders {

    private static final String INSERT = """
            with placed as (
                insert into orders.orders (id, user_id, order_number, status, total_amount, currency, shipping_address_id,
                    billing_address_id, payment_method, payment_status, payment_token, created_at, updated_at)
                select o.id, o.user_id, o.number, 'PENDING', o.total, o.currency, o.shipping, o.billing, o.method, 'PENDING',
                       o.token, now.at, now.at
                  from unnest(?, ?, ?, ?, ?, ?, ?, ?, ?)
                       as o (id, user_id, number, total, currency, shipping, billing, method, token),
                       (select cast(? as timestamptz)) as now (at)),
            lines as (
                insert into orders.order_items (id, order_id, line, product_id, product_name, sku, quantity, unit_price,
                    total_price, created_at)
                select item.id, item.order_id, item.line, item.product_id, item.name, item.sku, item.quantity,
                       item.price, item.total, ?
                  from unnest(?, ?, ?, ?, ?, ?, ?, ?, ?)
                       as item (id, order_id, line, product_id, name, sku, quantity, price, total)),
            addresses as (
                insert into orders.order_addresses (order_id, address_type, street_address, city, state, postal_code,
                    country)
                select * from unnest(?, ?, ?, ?, ?, ?, ?))
            insert into orders.order_history (id, order_id, status, changed_by, created_at)
            select entry.id, entry.order_id, 'PENDING', entry.changed_by, ?
              from unnest(?, ?, ?) as entry (id, order_id, changed_by)""";

    private final EntityManager entities;
    private final Sealing sealing;
    private final Clock clock;

    NewOrders(EntityManager entities, Sealing sealing, Clock clock) {
        this.entities = entities;
        this.sealing = sealing;
        this.clock = clock;
    }

    /** Writes the orders in the caller's transaction. */
    List<Order> insert(List<OrderDraft> drafts) {
        // As finely as the database keeps it, so that who places the order sees the time that all others see.
        Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
        List<Order> orders = drafts.stream().map(draft -> new Order(draft, sealing, now)).toList();
        entities.unwrap(Session.class).doWork(connection -> insert(connection, drafts, orders, now));
        return orders;
    }

    private static void insert(Connection connection, List<OrderDraft> drafts, List<Order> orders, Instant now)
            throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement(INSERT)) {
            Values values = new Values(connection, insert);
            values.all("uuid", drafts, OrderDraft::orderId).all("uuid", drafts, OrderDraft::userId)
                    .all("text", drafts, OrderDraft::orderNumber)
                    .all("numeric", drafts, draft -> draft.total().amount())
                    .all("text", drafts, draft -> draft.total().currency().getCurrencyCode())
                    .all("uuid", drafts, OrderDraft::shippingAddressId)
                    .all("uuid", drafts, OrderDraft::billingAddressId).all("text", drafts, OrderDraft::paymentMethod)
                    .all("text", drafts, OrderDraft::paymentToken).at(now).at(now);
            lines(values, drafts.stream().flatMap(NewLine::of).toList());
            addresses(values, orders.stream().flatMap(NewAddress::of).toList());
            values.at(now).all("uuid", drafts, _ -> Ids.next()).all("uuid", drafts, OrderDraft::orderId).all("text",
                    drafts, draft -> draft.userId().toString());
            insert.executeUpdate();
        }
    }

    private record NewLine(UUID orderId, int number, OrderDraft.Line line) {
        static Stream<NewLine> of(OrderDraft draft) {
            return IntStream.range(0, draft.lines().size())
                    .mapToObj(i -> new NewLine(draft.orderId(), i + 1, draft.lines().get(i)));
        }
    }

    private static void lines(Values values, List<NewLine> lines) throws SQLException {
        values.all("uuid", lines, _ -> Ids.next()).all("uuid", lines, NewLine::orderId)
                .all("int4", lines, NewLine::number).all("uuid", lines, item -> item.line().productId())
                .all("text", lines, item -> item.line().productName()).all("text", lines, item -> item.line().sku())
                .all("int4", lines, item -> item.line().quantity())
                .all("numeric", lines, item -> item.line().unitPrice().amount())
                .all("numeric", lines, item -> item.line().total().amount());
    }

    private record NewAddress(UUID orderId, String type, OrderAddress address) {
        static Stream<NewAddress> of(Order order) {
            return Stream.of(Order.SHIPPING, Order.BILLING)
                    .map(type -> new NewAddress(order.id(), type, order.address(type)));
        }
    }

    private static void addresses(Values values, List<NewAddress> addresses) throws SQLException {
        values.all("uuid", addresses, NewAddress::orderId).all("text", addresses, NewAddress::type)
                .all("text", addresses, one -> one.address().street())
                .all("text", addresses, one -> one.address().city())
                .all("text", addresses, one -> one.address().state())
                .all("text", addresses, one -> one.address().postalCode())
                .all("text", addresses, one -> one.address().country());
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

        private Values at(Instant time) throws SQLException {
            last++;
            statement.setTimestamp(last, Timestamp.from(time));
            return this;
        }

        private <T> Values all(String type, List<T> of, Function<T, @Nullable Object> value) throws SQLException {
            last++;
            statement.setArray(last, connection.createArrayOf(type, of.stream().map(value).toArray()));
            return this;
        }
    }
}
