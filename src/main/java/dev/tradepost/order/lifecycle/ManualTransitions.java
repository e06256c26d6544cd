package dev.tradepost.order.lifecycle;

import java.time.Clock;
import java.util.UUID;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;
import jakarta.transaction.Transactional;
import jakarta.transaction.Transactional.TxType;

import org.jspecify.annotations.Nullable;

import dev.tradepost.kernel.Problem;
import dev.tradepost.order.api.OrderEventType;
import dev.tradepost.platform.crypto.FieldEncryption;

/** Transitions that people make. {@link #lock} the order first, check what the caller may do, then make the transition. */
@ApplicationScoped
class ManualTransitions {

    private final OrderRepository repository;
    private final Orders orders;
    private final Event<OrderCancelled> cancelled;
    private final Event<OrderShipped> shipped;
    private final FieldEncryption encryption;
    private final Clock clock;

    ManualTransitions(OrderRepository repository, Orders orders, Event<OrderCancelled> cancelled,
            Event<OrderShipped> shipped, FieldEncryption encryption, Clock clock) {
        this.repository = repository;
        this.orders = orders;
        this.cancelled = cancelled;
        this.shipped = shipped;
        this.encryption = encryption;
        this.clock = clock;
    }

    /**
     * Reads the order and locks it until the caller's transaction ends: the second of two concurrent requests sees the transition of the
     * first.
     *
     * @throws Problem.NotFound if there is no such order
     */
    @Transactional(TxType.MANDATORY)
    Order lock(UUID orderId) {
        return repository.lock(orderId).orElseThrow(() -> new Problem.NotFound("Order"));
    }

    /**
     * Cancels an order that is not shipped yet. Its event releases the stock, and {@link OrderCancelled} refunds the payment.
     *
     * @throws Problem.Conflict {@code illegal_transition}
     */
    OrderDetail cancel(Order order, String reason, UUID by) {
        orders.publish(OrderEventType.CANCELLED, order, order.cancel(by, reason, clock.instant()));
        cancelled.fire(new OrderCancelled(order.id(), by.toString(), reason));
        return order.detail(encryption);
    }

    /**
     * Marks an order as shipped unless an observer of {@link OrderShipped} throws.
     *
     * @throws Problem.Conflict {@code illegal_transition}, or {@code order_refunded}
     */
    OrderDetail ship(Order order, String trackingNumber, @Nullable String reason, UUID by) {
        OrderTransitioned transitioned = order.ship(trackingNumber, by, reason, clock.instant());
        shipped.fire(new OrderShipped(order.id()));
        orders.publish(OrderEventType.SHIPPED, order, transitioned);
        return order.detail(encryption);
    }

    /**
     * Marks an order as delivered.
     *
     * @throws Problem.Conflict {@code illegal_transition}
     */
    OrderDetail deliver(Order order, @Nullable String reason, UUID by) {
        orders.publish(OrderEventType.DELIVERED, order, order.deliver(by, reason, clock.instant()));
        return order.detail(encryption);
    }
}
