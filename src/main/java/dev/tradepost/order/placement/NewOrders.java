package dev.tradepost.order.placement;

import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import jakarta.enterprise.context.ApplicationScoped;

import dev.tradepost.kernel.Ids;
import dev.tradepost.kernel.Money;
import dev.tradepost.order.lifecycle.OrderStatus;
import dev.tradepost.order.lifecycle.Orders;
import dev.tradepost.order.lifecycle.PaymentStatus;
import dev.tradepost.platform.crypto.FieldEncryption;
import dev.tradepost.platform.database.Constraints;
import dev.tradepost.platform.database.Sql;
import dev.tradepost.user.api.PostalAddress;

/**
 * Stores new orders: all rows of a batch with one statement, where entities would take four statements for each order (docs/adr/0030). The
 * entities of {@code order.lifecycle} read what this class writes.
 */
@ApplicationScoped
class NewOrders {

    private static final String INSERT = """
            with new as (select cast(? as timestamptz) as at, cast(? as text) as status, cast(? as text) as payment),
            placed as (
                insert into orders.orders (id, user_id, order_number, status, total_amount, currency, shipping_address_id,
                    billing_address_id, payment_method, payment_status, payment_token, created_at, updated_at)
                select o.id, o.user_id,
                       to_char(new.at at time zone 'UTC', '"ORD-"YYYY-') || lpad(o.number, greatest(3, length(o.number)), '0'),
                       new.status, cast(o.total as numeric), o.currency, o.shipping, o.billing, o.method, new.payment, o.token,
                       new.at, new.at
                  from (select *, cast(nextval('orders.order_numbers') as text) as number
                          from unnest(?, ?, ?, ?, ?, ?, ?, ?)
                               as o (id, user_id, total, currency, shipping, billing, method, token)) as o, new
                returning id, order_number),
            lines as (
                insert into orders.order_items (id, order_id, line, product_id, product_name, sku, quantity, unit_price,
                    total_price, created_at)
                select item.id, item.order_id, cast(item.line as int), item.product_id, item.name, item.sku,
                       cast(item.quantity as int), cast(item.price as numeric), cast(item.total as numeric), new.at
                  from unnest(?, ?, ?, ?, ?, ?, ?, ?, ?)
                       as item (id, order_id, line, product_id, name, sku, quantity, price, total), new),
            addresses as (
                insert into orders.order_addresses (order_id, address_type, street_address, city, state, postal_code,
                    country)
                select * from unnest(?, ?, ?, ?, ?, ?, ?)),
            history as (
                insert into orders.order_history (id, order_id, status, changed_by, created_at)
                select entry.id, entry.order_id, new.status, entry.changed_by, new.at
                  from unnest(?, ?, ?) as entry (id, order_id, changed_by), new)
            select id, order_number from placed""";

    /** PostgreSQL does not define the order in which the statement writes its tables, so any of these may fail first. */
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

    /** A batch whose commit was not confirmed has placed the order. The current transaction has failed. */
    static final class AlreadyPlaced extends RuntimeException {
        private static final long serialVersionUID = 1L;

        private AlreadyPlaced(Throwable cause) {
            super("an order with this id exists", cause);
        }
    }

    /**
     * Stores the orders in the caller's transaction, each with the next order number: {@code ORD-<year>-<at least 3 digits>}. Numbers come
     * from one sequence for all years, so no clock can make a number appear twice; a rolled back order leaves a gap.
     *
     * @return the placed orders, in the order of the drafts
     * @throws AlreadyPlaced if an order with one of their ids exists
     */
    List<PlacedOrder> insert(List<OrderDraft> drafts) {
        if (drafts.isEmpty()) {
            return List.of();
        }
        Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS); // the precision of a timestamptz
        Map<UUID, String> numbers = new HashMap<>();
        try {
            sql.query(INSERT, row -> numbers.put(row.getObject("id", UUID.class), row.getString("order_number")),
                    values(drafts, now));
        } catch (IllegalStateException failure) {
            if (ONE_ORDER_PER_ID.stream().anyMatch(constraint -> Constraints.violated(failure, constraint))) {
                throw new AlreadyPlaced(failure);
            }
            throw failure;
        }
        return drafts.stream()
                .map(draft -> PlacedOrder.of(draft, Objects.requireNonNull(numbers.get(draft.orderId())), now))
                .toList();
    }

    private Object[] values(List<OrderDraft> drafts, Instant now) {
        return Stream
                .of(Stream.<Object>of(now, OrderStatus.PENDING.name(), PaymentStatus.PENDING.name()), orders(drafts),
                        lines(drafts.stream().flatMap(NewLine::of).toList()),
                        addresses(drafts.stream().flatMap(this::addresses).toList()), history(drafts))
                .flatMap(column -> column).toArray();
    }

    private static Stream<Object> orders(List<OrderDraft> drafts) {
        return Stream.of(Sql.uuids(drafts, OrderDraft::orderId), Sql.uuids(drafts, OrderDraft::userId),
                amounts(drafts, OrderDraft::total),
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

    private record NewAddress(UUID orderId, String type, PostalAddress address, String encryptedStreet) {}

    private Stream<NewAddress> addresses(OrderDraft draft) {
        return Stream.of(address(draft, Orders.SHIPPING, draft.shippingAddress()),
                address(draft, Orders.BILLING, draft.billingAddress()));
    }

    private NewAddress address(OrderDraft draft, String type, PostalAddress address) {
        return new NewAddress(draft.orderId(), type, address,
                encryption.encrypt(Orders.STREET, address.street(), draft.orderId(), type));
    }

    private static Stream<Object> addresses(List<NewAddress> addresses) {
        return Stream.of(Sql.uuids(addresses, NewAddress::orderId), Sql.texts(addresses, NewAddress::type),
                Sql.texts(addresses, NewAddress::encryptedStreet), Sql.texts(addresses, one -> one.address().city()),
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
