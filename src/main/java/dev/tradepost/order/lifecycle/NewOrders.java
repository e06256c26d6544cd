package dev.tradepost.order.lifecycle;

import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import jakarta.enterprise.context.ApplicationScoped;

import dev.tradepost.kernel.Ids;
import dev.tradepost.kernel.Money;
import dev.tradepost.platform.crypto.FieldEncryption;
import dev.tradepost.platform.database.Constraints;
import dev.tradepost.platform.database.Sql;

/**
 * Writes new orders: every row of all of them in one statement and one round trip, where the entities would take four for each. What
 * an order is written as here it is read as by {@link Order}.
 */
@ApplicationScoped
class NewOrders {

    private static final String INSERT = """
            with now as (select cast(? as timestamptz) as at),
            placed as (
                insert into orders.orders (id, user_id, order_number, status, total_amount, currency, shipping_address_id,
                    billing_address_id, payment_method, payment_status, payment_token, created_at, updated_at)
                select o.id, o.user_id, o.number, 'PENDING', cast(o.total as numeric), o.currency, o.shipping, o.billing,
                       o.method, 'PENDING', o.token, now.at, now.at
                  from unnest(?, ?, ?, ?, ?, ?, ?, ?, ?)
                       as o (id, user_id, number, total, currency, shipping, billing, method, token), now),
            lines as (
                insert into orders.order_items (id, order_id, line, product_id, product_name, sku, quantity, unit_price,
                    total_price, created_at)
                select item.id, item.order_id, cast(item.line as int), item.product_id, item.name, item.sku,
                       cast(item.quantity as int), cast(item.price as numeric), cast(item.total as numeric), now.at
                  from unnest(?, ?, ?, ?, ?, ?, ?, ?, ?)
                       as item (id, order_id, line, product_id, name, sku, quantity, price, total), now),
            addresses as (
                insert into orders.order_addresses (order_id, address_type, street_address, city, state, postal_code,
                    country)
                select * from unnest(?, ?, ?, ?, ?, ?, ?))
            insert into orders.order_history (id, order_id, status, changed_by, created_at)
            select entry.id, entry.order_id, 'PENDING', entry.changed_by, now.at
              from unnest(?, ?, ?) as entry (id, order_id, changed_by), now""";

    /** Any of them may be noticed first: PostgreSQL does not say in which order the statement writes its tables. */
    private static final List<String> ONE_ORDER_PER_ID = List.of("orders_pkey", "order_items_line",
            "order_addresses_pkey", "order_history_once");

    private final Sql sql;
    private final FieldEncryption encryption;
    private final Clock clock;

    NewOrders(Sql sql, FieldEncryption encryption, Clock clock) {
        this.sql = sql;
        this.encryption = encryption;
        this.clock = clock;
    }

    /**
     * Writes the orders in the caller's transaction.
     *
     * @throws Orders.AlreadyPlaced if there is one with the id of any of them
     */
    List<Order> insert(List<OrderDraft> drafts) {
        // As finely as the database keeps it, so that who places the order sees the time that all others see.
        Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
        List<Order> orders = drafts.stream().map(draft -> new Order(draft, encryption, now)).toList();
        write(Stream.of(Stream.<Object>of(now), orders(drafts), lines(drafts.stream().flatMap(NewLine::of).toList()),
                addresses(orders.stream().flatMap(NewAddress::of).toList()), history(drafts))
                .flatMap(values -> values).toArray());
        return orders;
    }

    private void write(Object[] values) {
        try {
            sql.update(INSERT, values);
        } catch (IllegalStateException failure) {
            if (ONE_ORDER_PER_ID.stream().anyMatch(constraint -> Constraints.violated(failure, constraint))) {
                throw new Orders.AlreadyPlaced(failure);
            }
            throw failure;
        }
    }

    private static Stream<Object> orders(List<OrderDraft> drafts) {
        return Stream.of(Sql.uuids(drafts, OrderDraft::orderId), Sql.uuids(drafts, OrderDraft::userId),
                Sql.texts(drafts, OrderDraft::orderNumber), amounts(drafts, OrderDraft::total),
                Sql.texts(drafts, draft -> draft.total().currency().getCurrencyCode()),
                Sql.uuids(drafts, OrderDraft::shippingAddressId), Sql.uuids(drafts, OrderDraft::billingAddressId),
                Sql.texts(drafts, OrderDraft::paymentMethod), Sql.texts(drafts, OrderDraft::paymentToken));
    }

    private record NewLine(UUID orderId, int number, OrderDraft.Line line) {
        static Stream<NewLine> of(OrderDraft draft) {
            return IntStream.range(0, draft.lines().size())
                    .mapToObj(i -> new NewLine(draft.orderId(), i + 1, draft.lines().get(i)));
        }
    }

    private static Stream<Object> lines(List<NewLine> lines) {
        return Stream.of(Sql.uuids(lines, _ -> Ids.next()), Sql.uuids(lines, NewLine::orderId),
                Sql.texts(lines, item -> Integer.toString(item.number())),
                Sql.uuids(lines, item -> item.line().productId()), Sql.texts(lines, item -> item.line().productName()),
                Sql.texts(lines, item -> item.line().sku()),
                Sql.texts(lines, item -> Integer.toString(item.line().quantity())),
                amounts(lines, item -> item.line().unitPrice()), amounts(lines, item -> item.line().total()));
    }

    private record NewAddress(UUID orderId, String type, OrderAddress address) {
        static Stream<NewAddress> of(Order order) {
            return Stream.of(Order.SHIPPING, Order.BILLING)
                    .map(type -> new NewAddress(order.id(), type, order.address(type)));
        }
    }

    private static Stream<Object> addresses(List<NewAddress> addresses) {
        return Stream.of(Sql.uuids(addresses, NewAddress::orderId), Sql.texts(addresses, NewAddress::type),
                Sql.texts(addresses, one -> one.address().street()), Sql.texts(addresses, one -> one.address().city()),
                Sql.texts(addresses, one -> one.address().state()),
                Sql.texts(addresses, one -> one.address().postalCode()),
                Sql.texts(addresses, one -> one.address().country()));
    }

    private static Stream<Object> history(List<OrderDraft> drafts) {
        return Stream.of(Sql.uuids(drafts, _ -> Ids.next()), Sql.uuids(drafts, OrderDraft::orderId),
                Sql.texts(drafts, draft -> draft.userId().toString()));
    }

    private static <T> Object amounts(List<T> of, Function<T, Money> value) {
        return Sql.texts(of, each -> value.apply(each).amount().toPlainString());
    }
}
