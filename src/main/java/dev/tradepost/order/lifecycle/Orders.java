package dev.tradepost.order.lifecycle;

import java.time.Clock;
import java.util.Arrays;
import java.util.Collection;
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
import dev.tradepost.platform.outbox.Outbox;
import dev.tradepost.platform.web.RequestTrace;
import dev.tradepost.user.api.PersonalDataRequested;
import dev.tradepost.user.api.UserErased;

/**
 * The door to this feature: whoever moves an order on does it here. Every step locks the order's row first, so that the steps of
 * one order come one after the other, and leaves its event in the outbox.
 */
@ApplicationScoped
public class Orders {

    private final EntityManager entities;
    private final NewOrders newOrders;
    private final BulkTransitions bulkTransitions;
    private final OrderDetails orderDetails;
    private final Outbox outbox;
    private final Event<OrderStatusChanged> moved;
    private final Event<Transition> steps;
    private final FieldEncryption encryption;
    private final Clock clock;

    Orders(EntityManager entities, NewOrders newOrders, BulkTransitions bulkTransitions, OrderDetails orderDetails,
            Outbox outbox,
            Event<OrderStatusChanged> moved,
            Event<Transition> steps, FieldEncryption encryption, Clock clock) {
        this.entities = entities;
        this.newOrders = newOrders;
        this.bulkTransitions = bulkTransitions;
        this.orderDetails = orderDetails;
        this.outbox = outbox;
        this.moved = moved;
        this.steps = steps;
        this.encryption = encryption;
        this.clock = clock;
    }

    /** An order with the same id exists: an earlier try has placed it, and its answer was lost. The caller's transaction cannot go on. */
    public static final class AlreadyPlaced extends RuntimeException {
        AlreadyPlaced(Throwable cause) {
            super("an earlier try has placed the order", cause);
        }
    }

    /**
     * What is to be paid for an order.
     *
     * @param paymentToken what the customer gave to be charged
     */
    public record AmountDue(UUID orderId, Money amount, @Nullable String paymentToken) {}

    /**
     * Writes new orders, in the caller's transaction.
     *
     * @throws AlreadyPlaced if there is one with the id of any of them
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

    /** What was answered, or should have been, to whoever placed the order. */
    @Transactional
    public Optional<PlacedOrder> placed(UUID orderId) {
        return Optional.ofNullable(entities.find(Order.class, orderId)).map(Order::placed);
    }

    /**
     * Locks orders until the caller's transaction ends, all with one statement, by id: two who lock several do not wait for each other.
     */
    @Transactional(TxType.MANDATORY)
    public void lock(Collection<UUID> orderIds) {
        entities.createNativeQuery(
                "select id from orders.orders where id = any(?1) order by id for no key update", UUID.class)
                .setParameter(1, orderIds.toArray(UUID[]::new)).getResultList();
    }

    /**
     * Locks the order until the caller's transaction ends.
     *
     * @return what is to be paid; empty if the order does not wait for a payment
     */
    @Transactional(TxType.MANDATORY)
    public Optional<AmountDue> lockDue(UUID orderId) {
        return Optional.of(lock(orderId)).filter(order -> order.status() == OrderStatus.PENDING).map(Order::due);
    }

    /**
     * Orders that waited for their payment are paid: those of these that still wait, with one statement. The others are left. Locks
     * them in an order that keeps two who do so from waiting for each other.
     *
     * @param orders in whose trace each of them is paid
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

    /** The order that waited for its payment will not be paid. */
    @Transactional(TxType.MANDATORY)
    public void paymentFailed(UUID orderId, String reason) {
        Order order = lock(orderId);
        order.cancelUnpaid(reason, clock.instant());
        publish(OrderEventType.CANCELLED, order);
    }

    /**
     * Locks the order until the caller's transaction ends.
     *
     * @return where it stands
     */
    @Transactional(TxType.MANDATORY)
    public OrderStatus lockStatus(UUID orderId) {
        return lock(orderId).status();
    }

    /** {@link #lockStatus}, where there may be no such order. */
    @Transactional(TxType.MANDATORY)
    public Optional<OrderStatus> lockStatusOf(UUID orderId) {
        return locked(orderId).map(Order::status);
    }

    /**
     * Begins to pack orders whose goods are being taken out of the stock: those of these that are paid, and neither cancelled nor begun
     * with, with one statement. No queue has anything to do then, so no message is sent.
     *
     * @return those
     */
    @Transactional(TxType.MANDATORY)
    public Set<UUID> startProcessing(Collection<UUID> orderIds) {
        List<BulkTransitions.TransitionedOrder> begun = bulkTransitions.make(BulkTransitions.BulkTransition.PACKING,
                orderIds);
        begun.forEach(order -> show(order.event().orderId(), order.step()));
        return begun.stream().map(order -> order.event().orderId()).collect(Collectors.toSet());
    }

    /**
     * Tells again what was told of an order, for those who have lost it, in a transaction of its own. Whoever has not decides by the
     * order's state and finds nothing to do.
     *
     * @param expected where the order has to stand for the event to be true
     * @return false if it stands elsewhere by now, or if what was told is still waiting in the outbox
     */
    @Transactional(TxType.REQUIRES_NEW)
    public boolean republish(UUID orderId, OrderEventType event, OrderStatus expected) {
        Optional<Order> due = locked(orderId)
                .filter(order -> order.status() == expected && !outbox.isWaiting(orderId));
        due.ifPresent(order -> publish(event, order, null));
        return due.isPresent();
    }

    /** Money is to go back to the customer; whoever hears of it sends it on its way. */
    @Transactional(TxType.MANDATORY)
    public void refundDue(UUID orderId, OrderEvent.Refund refund) {
        publish(OrderEventType.REFUND_DUE, lock(orderId), refund);
    }

    /**
     * Money went back to the customer.
     *
     * @param inAll what went back by now, this refund included
     */
    @Transactional(TxType.MANDATORY)
    public void refunded(UUID orderId, OrderEvent.Refund refund, Money inAll) {
        Order order = lock(orderId);
        order.refund(inAll, clock.instant());
        publish(OrderEventType.REFUNDED, order, refund);
    }

    /**
     * Money that was on its way back to the customer is ours again. No queue acts on it: staff decide how to pay back.
     *
     * @param inAll what is still with the customer
     */
    @Transactional(TxType.MANDATORY)
    public void refundFailed(UUID orderId, Money inAll) {
        lock(orderId).refund(inAll, clock.instant());
        moved.fire(new OrderStatusChanged(orderId));
    }

    /** The order and whom it belongs to. */
    public record OwnedOrder(UUID userId, OrderDetail detail) {}

    @Transactional
    public Optional<OwnedOrder> find(UUID orderId) {
        return Optional.ofNullable(entities.find(Order.class, orderId)).map(this::owned);
    }

    /** Those of the orders that exist, by id: four statements for all of them. */
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
     * What accounting must keep stays; the addresses go when the order is over. An order that ends at the same time waits for
     * this or is waited for, and each finds what the other has done.
     */
    @Transactional(TxType.MANDATORY)
    void erase(@Observes UserErased erased) {
        entities.createNativeQuery(
                "select id from orders.orders where user_id = ?1 order by id for no key update", UUID.class)
                .setParameter(1, erased.userId()).getResultList(); // as lock() does: the update has an order of its own
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

    /** Tells of the step that the order has just made. */
    void publish(OrderEventType event, Order order) {
        publish(event, order, null);
        steps.fire(order.lastStep());
    }

    private void publish(OrderEventType event, Order order, OrderEvent.@Nullable Refund refund) {
        outbox.append(OrderEventType.EXCHANGE, event.type(), order.id(), order.event(refund));
        if (event != OrderEventType.CREATED) { // which nobody can follow yet
            moved.fire(new OrderStatusChanged(order.id()));
        }
    }

    /** {@link #publish} for those who look on only. */
    private void show(UUID orderId, Transition step) {
        steps.fire(step);
        moved.fire(new OrderStatusChanged(orderId));
    }
}
