package dev.tradepost.order.lifecycle;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.util.Arrays;
import java.util.Collection;
import java.util.Currency;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import jakarta.persistence.EntityManager;
import jakarta.persistence.LockModeType;
import jakarta.transaction.Transactional;
import jakarta.transaction.Transactional.TxType;

import org.jspecify.annotations.Nullable;

import dev.tradepost.kernel.Money;
import dev.tradepost.order.api.OrderEvent;
import dev.tradepost.order.api.OrderEventType;
import dev.tradepost.platform.crypto.EncryptedColumn;
import dev.tradepost.platform.crypto.FieldEncryption;
import dev.tradepost.platform.database.Sql;
import dev.tradepost.platform.http.RequestTrace;
import dev.tradepost.platform.outbox.Outbox;
import dev.tradepost.user.api.PersonalDataRequested;
import dev.tradepost.user.api.UserErased;

/**
 * The door to this feature. Every transition locks the row of the order first, so that transitions of one order never overlap, and
 * appends its event to the outbox.
 */
@ApplicationScoped
public class Orders {

    private final EntityManager entities;
    private final Sql sql;
    private final NewOrders newOrders;
    private final BulkTransitions bulkTransitions;
    private final OrderDetails orderDetails;
    private final Outbox outbox;
    private final Event<OrderStatusChanged> moved;
    private final Event<Transition> steps;
    private final FieldEncryption encryption;
    private final Clock clock;

    Orders(EntityManager entities, Sql sql, NewOrders newOrders, BulkTransitions bulkTransitions,
            OrderDetails orderDetails,
            Outbox outbox,
            Event<OrderStatusChanged> moved,
            Event<Transition> steps, FieldEncryption encryption, Clock clock) {
        this.entities = entities;
        this.sql = sql;
        this.newOrders = newOrders;
        this.bulkTransitions = bulkTransitions;
        this.orderDetails = orderDetails;
        this.outbox = outbox;
        this.moved = moved;
        this.steps = steps;
        this.encryption = encryption;
        this.clock = clock;
    }

    /** An earlier try has placed the order, and its response was lost. The caller's transaction has failed. */
    public static final class AlreadyPlaced extends RuntimeException {
        AlreadyPlaced(Throwable cause) {
            super("an earlier try has placed the order", cause);
        }
    }

    /**
     * The amount to pay for an order.
     *
     * @param paymentToken the customer's means of payment at the gateway
     */
    public record AmountDue(UUID orderId, Money amount, @Nullable String paymentToken) {}

    /**
     * Stores new orders, in the caller's transaction.
     *
     * @throws AlreadyPlaced if an order with one of their ids exists
     */
    @Transactional(TxType.MANDATORY)
    public List<PlacedOrder> place(List<OrderDraft> drafts) {
        List<Order> orders = newOrders.insert(drafts);
        for (int i = 0; i < orders.size(); i++) {
            Order order = orders.get(i);
            drafts.get(i).cause().run(() -> publish(OrderEventType.CREATED, order));
        }
        return orders.stream().map(Order::placed).toList();
    }

    /** The response to the placed order, once more. */
    @Transactional
    public Optional<PlacedOrder> placed(UUID orderId) {
        return Optional.ofNullable(entities.find(Order.class, orderId)).map(Order::placed);
    }

    /**
     * Locks orders until the caller's transaction ends, with one statement and in the order of their ids, which avoids deadlocks. No
     * status predicate here: with stale statistics the planner would scan every pending order.
     *
     * @return the amounts due for those that are PENDING, by order
     */
    @Transactional(TxType.MANDATORY)
    public Map<UUID, AmountDue> lockDue(Collection<UUID> orderIds) {
        return sql.query("""
                select id, status, total_amount, currency, payment_token
                  from orders.orders where id = any(?) order by id for no key update""", Orders::amountDue,
                Sql.uuids(orderIds)).stream().flatMap(Optional::stream)
                .collect(Collectors.toMap(AmountDue::orderId, due -> due));
    }

    private static Optional<AmountDue> amountDue(ResultSet row) throws SQLException {
        return OrderStatus.valueOf(row.getString("status")) != OrderStatus.PENDING
                ? Optional.empty()
                : Optional.of(new AmountDue(row.getObject("id", UUID.class),
                        Money.of(row.getBigDecimal("total_amount"), Currency.getInstance(row.getString("currency"))),
                        row.getString("payment_token")));
    }

    /**
     * Locks the order until the caller's transaction ends.
     *
     * @return the amount due; empty if the order is not PENDING
     */
    @Transactional(TxType.MANDATORY)
    public Optional<AmountDue> lockDue(UUID orderId) {
        return Optional.of(lock(orderId)).filter(order -> order.status() == OrderStatus.PENDING).map(Order::due);
    }

    /**
     * Moves those of the orders that are PENDING to CONFIRMED and PAID, with one statement, and skips the others. Locks them in the order
     * of their ids, which avoids deadlocks.
     *
     * @param orders with the trace to continue for each
     */
    @Transactional(TxType.MANDATORY)
    public void paid(Map<UUID, RequestTrace.Cause> orders) {
        for (BulkTransitions.TransitionedOrder order : bulkTransitions.make(BulkTransitions.BulkTransition.PAID,
                orders.keySet())) {
            UUID orderId = order.event().orderId();
            Objects.requireNonNull(orders.get(orderId)).run(() -> {
                outbox.append(OrderEventType.EXCHANGE, OrderEventType.PAID.type(), orderId, order.event());
                show(orderId, order.step());
            });
        }
    }

    /** Cancels a PENDING order whose payment has failed. */
    @Transactional(TxType.MANDATORY)
    public void paymentFailed(UUID orderId, String reason) {
        Order order = lock(orderId);
        order.cancelUnpaid(reason, clock.instant());
        publish(OrderEventType.CANCELLED, order);
    }

    /**
     * Locks the order until the caller's transaction ends.
     *
     * @return its status
     */
    @Transactional(TxType.MANDATORY)
    public OrderStatus lockStatus(UUID orderId) {
        return lock(orderId).status();
    }

    /** {@link #lockStatus} for an order that may not exist. */
    @Transactional(TxType.MANDATORY)
    public Optional<OrderStatus> lockStatusOf(UUID orderId) {
        return locked(orderId).map(Order::status);
    }

    /**
     * Moves those of the orders that are CONFIRMED to PROCESSING, with one statement. No queue has anything to do then, so no message is
     * sent.
     *
     * @return the ids of the moved orders
     */
    @Transactional(TxType.MANDATORY)
    public Set<UUID> startProcessing(Collection<UUID> orderIds) {
        List<BulkTransitions.TransitionedOrder> begun = bulkTransitions.make(BulkTransitions.BulkTransition.PACKING,
                orderIds);
        begun.forEach(order -> show(order.event().orderId(), order.step()));
        return begun.stream().map(order -> order.event().orderId()).collect(Collectors.toSet());
    }

    /**
     * Republishes an event whose message was lost, in a transaction of its own. Consumers that have handled it decide by the status of
     * the order and do nothing.
     *
     * @param expected the status that the order must have
     * @return false if the order has another status, or if its event is still in the outbox
     */
    @Transactional(TxType.REQUIRES_NEW)
    public boolean republish(UUID orderId, OrderEventType event, OrderStatus expected) {
        Optional<Order> due = locked(orderId)
                .filter(order -> order.status() == expected && !outbox.isWaiting(orderId));
        due.ifPresent(order -> publish(event, order, null));
        return due.isPresent();
    }

    /** A refund is due; the consumer of the event sends it to the gateway. */
    @Transactional(TxType.MANDATORY)
    public void refundDue(UUID orderId, OrderEvent.Refund refund) {
        publish(OrderEventType.REFUND_DUE, lock(orderId), refund);
    }

    /**
     * A refund has succeeded.
     *
     * @param inAll the sum of all refunds so far, including this one
     */
    @Transactional(TxType.MANDATORY)
    public void refunded(UUID orderId, OrderEvent.Refund refund, Money inAll) {
        Order order = lock(orderId);
        order.refund(inAll, clock.instant());
        publish(OrderEventType.REFUNDED, order, refund);
    }

    /**
     * A refund has failed after it had succeeded. No queue acts on it: staff decide how to pay back.
     *
     * @param inAll the sum of the refunds that remain
     */
    @Transactional(TxType.MANDATORY)
    public void refundFailed(UUID orderId, Money inAll) {
        lock(orderId).refund(inAll, clock.instant());
        moved.fire(new OrderStatusChanged(orderId));
    }

    /** The order and its owner. */
    public record OwnedOrder(UUID userId, OrderDetail detail) {}

    @Transactional
    public Optional<OwnedOrder> find(UUID orderId) {
        return Optional.ofNullable(entities.find(Order.class, orderId)).map(this::owned);
    }

    /** The existing orders by id, read with four statements for all of them. */
    @Transactional
    public Map<UUID, OwnedOrder> find(Collection<UUID> orderIds) {
        return orderDetails.of(orderIds);
    }

    private OwnedOrder owned(Order order) {
        return new OwnedOrder(order.userId(), order.detail(encryption));
    }

    void contribute(@Observes PersonalDataRequested asked) {
        asked.contribution().accept("orders",
                of(asked.userId()).stream().map(order -> order.detail(encryption)).toList());
    }

    /**
     * Erases personal data of a customer. What accounting must keep stays; addresses are deleted when the order is over. Locks make sure
     * that an order that ends at the same time sees this change, or is seen by it.
     */
    @Transactional(TxType.MANDATORY)
    void erase(@Observes UserErased erased) {
        entities.createNativeQuery(
                "select id from orders.orders where user_id = ?1 order by id for no key update", UUID.class)
                .setParameter(1, erased.userId()).getResultList(); // locks in the order of lock(), which the update itself would not
        entities.createQuery("""
                update versioned Order set customerErased = true, updatedAt = :at where userId = :user""")
                .setParameter("at", erased.at()).setParameter("user", erased.userId()).executeUpdate();
        entities.createNativeQuery("""
                update orders.order_addresses set street_address = null, city = null, state = null, postal_code = null
                 where order_id in (select id from orders.orders where user_id = ?1 and status in (?2))""")
                .setParameter(1, erased.userId())
                .setParameter(2,
                        Arrays.stream(OrderStatus.values()).filter(OrderStatus::isFinal).map(Enum::name).toList())
                .executeUpdate();
    }

    private List<Order> of(UUID userId) {
        return entities.createQuery("select o from Order o where o.userId = :user order by o.id desc", Order.class)
                .setParameter("user", userId).getResultList();
    }

    @Produces
    @Singleton
    EncryptedColumn street() {
        return OrderAddress.STREET;
    }

    /** The order, locked until the caller's transaction ends. */
    Optional<Order> locked(UUID orderId) {
        return Optional.ofNullable(entities.find(Order.class, orderId, LockModeType.PESSIMISTIC_WRITE));
    }

    private Order lock(UUID orderId) {
        return locked(orderId).orElseThrow(() -> new IllegalStateException("no order " + orderId));
    }

    /** Publishes the transition that the order has just made. */
    void publish(OrderEventType event, Order order) {
        publish(event, order, null);
        steps.fire(order.lastStep());
    }

    private void publish(OrderEventType event, Order order, OrderEvent.@Nullable Refund refund) {
        outbox.append(OrderEventType.EXCHANGE, event.type(), order.id(), order.event(refund));
        if (event != OrderEventType.CREATED) { // nobody can stream the events of a new order yet
            moved.fire(new OrderStatusChanged(order.id()));
        }
    }

    /** {@link #publish} for observers inside this process only. */
    private void show(UUID orderId, Transition step) {
        steps.fire(step);
        moved.fire(new OrderStatusChanged(orderId));
    }
}
