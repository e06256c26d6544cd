package dev.tradepost.order.lifecycle;

import java.time.Clock;
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
import jakarta.transaction.Transactional;
import jakarta.transaction.Transactional.TxType;

import org.jspecify.annotations.Nullable;

import dev.tradepost.kernel.Money;
import dev.tradepost.order.api.OrderEvent;
import dev.tradepost.order.api.OrderEventType;
import dev.tradepost.order.lifecycle.BulkTransitions.TransitionedOrder;
import dev.tradepost.platform.crypto.EncryptedColumn;
import dev.tradepost.platform.crypto.FieldEncryption;
import dev.tradepost.platform.outbox.Outbox;
import dev.tradepost.platform.tracing.Trace;
import dev.tradepost.user.api.PersonalDataRequested;
import dev.tradepost.user.api.UserErased;

/**
 * The door to this feature. Every transition locks the row of the order first, so that transitions of one order never overlap, and
 * appends its event to the outbox.
 */
@ApplicationScoped
public class Orders {

    /** The types of an order's addresses. */
    public static final String SHIPPING = "shipping";
    public static final String BILLING = "billing";
    public static final EncryptedColumn STREET = new EncryptedColumn("orders.order_addresses",
            List.of("order_id", "address_type"), "street_address");

    private final OrderRepository repository;
    private final BulkTransitions bulkTransitions;
    private final OrderDetails orderDetails;
    private final Outbox outbox;
    private final Event<OrderStatusChanged> moved;
    private final Event<OrderTransitioned> transitioned;
    private final FieldEncryption encryption;
    private final Clock clock;

    Orders(OrderRepository repository, BulkTransitions bulkTransitions,
            OrderDetails orderDetails,
            Outbox outbox,
            Event<OrderStatusChanged> moved,
            Event<OrderTransitioned> transitioned, FieldEncryption encryption, Clock clock) {
        this.repository = repository;
        this.bulkTransitions = bulkTransitions;
        this.orderDetails = orderDetails;
        this.outbox = outbox;
        this.moved = moved;
        this.transitioned = transitioned;
        this.encryption = encryption;
        this.clock = clock;
    }

    /**
     * The amount to pay for an order.
     *
     * @param paymentToken the customer's means of payment at the gateway
     */
    public record AmountDue(UUID orderId, Money amount, @Nullable String paymentToken) {}

    /**
     * Locks orders until the caller's transaction ends.
     *
     * @return the amounts due for those that are PENDING, by order
     */
    @Transactional(TxType.MANDATORY)
    public Map<UUID, AmountDue> lockDue(Collection<UUID> orderIds) {
        return repository.lockDue(orderIds);
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
    public void paid(Map<UUID, Trace> orders) {
        for (TransitionedOrder order : bulkTransitions.confirm(orders.keySet())) {
            UUID orderId = order.event().orderId();
            Objects.requireNonNull(orders.get(orderId)).run(() -> {
                outbox.append(OrderEventType.EXCHANGE, OrderEventType.PAID.type(), orderId, order.event());
                notifyObservers(orderId, order.transitioned());
            });
        }
    }

    /** Cancels a PENDING order whose payment has failed. */
    @Transactional(TxType.MANDATORY)
    public void paymentFailed(UUID orderId, String reason) {
        Order order = lock(orderId);
        publish(OrderEventType.CANCELLED, order, order.cancelUnpaid(reason, clock.instant()));
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
        return repository.lock(orderId).map(Order::status);
    }

    /**
     * Moves those of the orders that are CONFIRMED to PROCESSING, with one statement. No queue has anything to do then, so no message is
     * sent.
     *
     * @return the ids of the moved orders
     */
    @Transactional(TxType.MANDATORY)
    public Set<UUID> startProcessing(Collection<UUID> orderIds) {
        List<TransitionedOrder> begun = bulkTransitions.prepare(orderIds);
        begun.forEach(order -> notifyObservers(order.event().orderId(), order.transitioned()));
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
        Optional<Order> due = repository.lock(orderId)
                .filter(order -> order.status() == expected && !outbox.isWaiting(orderId));
        due.ifPresent(order -> append(event, order, null));
        return due.isPresent();
    }

    /** A refund is due; the consumer of the event sends it to the gateway. */
    @Transactional(TxType.MANDATORY)
    public void refundDue(UUID orderId, OrderEvent.RefundData refund) {
        append(OrderEventType.REFUND_DUE, lock(orderId), refund);
    }

    /**
     * A refund has succeeded.
     *
     * @param inAll the sum of all refunds so far, including this one
     */
    @Transactional(TxType.MANDATORY)
    public void refunded(UUID orderId, OrderEvent.RefundData refund, Money inAll) {
        Order order = lock(orderId);
        order.refund(inAll, clock.instant());
        append(OrderEventType.REFUNDED, order, refund);
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
        return repository.findByIdOptional(orderId).map(this::owned);
    }

    /** The existing orders by id, read with four statements for all of them. */
    @Transactional
    public Map<UUID, OwnedOrder> find(Collection<UUID> orderIds) {
        return orderDetails.of(orderIds);
    }

    private OwnedOrder owned(Order order) {
        return new OwnedOrder(order.userId(), order.detail(encryption));
    }

    void contribute(@Observes PersonalDataRequested requested) {
        requested.contribution().accept("orders",
                repository.ofCustomer(requested.userId()).stream().map(order -> order.detail(encryption)).toList());
    }

    @Transactional(TxType.MANDATORY)
    void erase(@Observes UserErased erased) {
        repository.erase(erased);
    }

    @Produces
    @Singleton
    EncryptedColumn street() {
        return STREET;
    }

    private Order lock(UUID orderId) {
        return repository.lock(orderId).orElseThrow(() -> new IllegalStateException("no order " + orderId));
    }

    /** Publishes the transition that the order has just made. */
    void publish(OrderEventType event, Order order, OrderTransitioned made) {
        append(event, order, null);
        transitioned.fire(made);
    }

    private void append(OrderEventType event, Order order, OrderEvent.@Nullable RefundData refund) {
        outbox.append(OrderEventType.EXCHANGE, event.type(), order.id(), order.event(refund));
        moved.fire(new OrderStatusChanged(order.id()));
    }

    /** For a transition whose event is appended by the caller, or that has none. */
    private void notifyObservers(UUID orderId, OrderTransitioned made) {
        transitioned.fire(made);
        moved.fire(new OrderStatusChanged(orderId));
    }
}
