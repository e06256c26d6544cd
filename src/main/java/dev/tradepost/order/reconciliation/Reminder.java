package dev.tradepost.order.reconciliation;

import java.math.BigDecimal;
import java.util.List;
import java.util.UUID;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;
import jakarta.persistence.Tuple;
import jakarta.transaction.Transactional;
import jakarta.transaction.Transactional.TxType;

import dev.tradepost.order.api.OrderEvent;
import dev.tradepost.order.api.OrderEventType;
import dev.tradepost.order.lifecycle.OrderStatus;
import dev.tradepost.order.lifecycle.Orders;
import dev.tradepost.platform.outbox.Outbox;

/**
 * Tells again what was told of an order, for those who have lost it. Whoever has not decides by the order's state and finds nothing to
 * do.
 */
@ApplicationScoped
class Reminder {

    private final EntityManager entities;
    private final Orders orders;
    private final Outbox outbox;

    Reminder(EntityManager entities, Orders orders, Outbox outbox) {
        this.entities = entities;
        this.orders = orders;
        this.outbox = outbox;
    }

    /**
     * @param expected where the order has to stand for the event to be true
     * @return false if it stands elsewhere by now, or if what was told is still waiting in the outbox
     */
    @Transactional(TxType.REQUIRES_NEW)
    boolean tell(UUID orderId, OrderEventType type, OrderStatus expected) {
        boolean due = orders.lockStatusOf(orderId).filter(status -> status == expected).isPresent()
                && !outbox.isWaiting(orderId);
        if (due) {
            outbox.append(OrderEventType.EXCHANGE, type.type(), orderId, event(orderId));
        }
        return due;
    }

    private OrderEvent event(UUID orderId) {
        List<?> rows = entities.createNativeQuery("""
                select order_number, user_id, status, payment_status, total_amount, cast(currency as varchar) as currency
                  from orders.orders where id = ?1""", Tuple.class).setParameter(1, orderId).getResultList();
        Tuple row = (Tuple) rows.getFirst();
        return new OrderEvent(orderId, row.get("order_number", String.class), row.get("user_id", UUID.class),
                row.get("status", String.class), row.get("payment_status", String.class),
                row.get("total_amount", BigDecimal.class), row.get("currency", String.class), null);
    }
}
