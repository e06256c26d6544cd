package dev.tradepost.order.lifecycle;

import java.time.Clock;
import java.util.UUID;
import java.util.function.Consumer;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;
import jakarta.transaction.Transactional;
import jakarta.transaction.Transactional.TxType;

import org.jspecify.annotations.Nullable;

import dev.tradepost.kernel.Problem;
import dev.tradepost.order.api.OrderEventType;
import dev.tradepost.platform.crypto.FieldEncryption;

/**
 * Transitions on request. Each locks the order before reading its status, so that the second of two concurrent requests sees the
 * transition of the first.
 */
@ApplicationScoped
class ManualTransitions {

    private final Orders orders;
    private final Event<OrderCancelled> cancelled;
    private final Event<OrderShipped> shipped;
    private final FieldEncryption encryption;
    private final Clock clock;

    ManualTransitions(Orders orders, Event<OrderCancelled> cancelled, Event<OrderShipped> shipped,
            FieldEncryption encryption,
            Clock clock) {
        this.orders = orders;
        this.cancelled = cancelled;
        this.shipped = shipped;
        this.encryption = encryption;
        this.clock = clock;
    }

    /**
     * Cancels an order that is not shipped yet. Its event releases the stock, and {@link OrderCancelled} refunds the payment.
     *
     * @param mayDo throws if the caller may not do this
     * @throws Problem.NotFound if there is no such order
     * @throws Problem.Conflict {@code illegal_transition}
     */
    @Transactional(TxType.MANDATORY)
    OrderDetail cancel(UUID orderId, String reason, UUID by, Consumer<Order> mayDo) {
        Order order = order(orderId, mayDo);
        order.cancel(by, reason, clock.instant());
        orders.publish(OrderEventType.CANCELLED, order);
        cancelled.fire(new OrderCancelled(orderId, by.toString(), reason));
        return order.detail(encryption);
    }

    /** Marks an order as shipped unless an observer of {@link OrderShipped} throws; otherwise like {@link #cancel}. */
    @Transactional(TxType.MANDATORY)
    OrderDetail ship(UUID orderId, String trackingNumber, @Nullable String reason, UUID by, Consumer<Order> mayDo) {
        Order order = order(orderId, mayDo);
        order.ship(trackingNumber, by, reason, clock.instant());
        shipped.fire(new OrderShipped(orderId));
        orders.publish(OrderEventType.SHIPPED, order);
        return order.detail(encryption);
    }

    /** Marks an order as delivered; otherwise like {@link #cancel}. */
    @Transactional(TxType.MANDATORY)
    OrderDetail deliver(UUID orderId, @Nullable String reason, UUID by, Consumer<Order> mayDo) {
        Order order = order(orderId, mayDo);
        order.deliver(by, reason, clock.instant());
        orders.publish(OrderEventType.DELIVERED, order);
        return order.detail(encryption);
    }

    /** Refuses a transition that only the system makes. */
    @Transactional(TxType.MANDATORY)
    Problem refusal(UUID orderId, OrderStatus wanted, Consumer<Order> mayDo) {
        return order(orderId, mayDo).status().refusalByHand(wanted);
    }

    private Order order(UUID orderId, Consumer<Order> mayDo) {
        Order order = orders.locked(orderId).orElseThrow(() -> new Problem.NotFound("Order"));
        mayDo.accept(order);
        return order;
    }
}
