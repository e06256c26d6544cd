package dev.tradepost.order.processing;

import java.util.List;
import java.util.UUID;

import jakarta.enterprise.context.ApplicationScoped;

import org.jboss.logging.Logger;

import io.quarkus.narayana.jta.QuarkusTransaction;

import dev.tradepost.catalog.api.Inventory;
import dev.tradepost.order.api.OrderEventType;
import dev.tradepost.order.lifecycle.OrderStatus;
import dev.tradepost.order.lifecycle.Orders;
import dev.tradepost.platform.broker.Message;
import dev.tradepost.platform.broker.Subscription;
import dev.tradepost.platform.outbox.Inbox;

/**
 * Queue {@code inventory.updates}: takes the goods of paid orders out of the stock, and gives those of cancelled ones back. The
 * order's present state decides, not the order in which the messages come.
 */
@ApplicationScoped
class InventoryUpdates implements Subscription {

    private static final Logger LOG = Logger.getLogger(InventoryUpdates.class);

    private final Inbox inbox;
    private final Orders orders;
    private final Inventory inventory;

    InventoryUpdates(Inbox inbox, Orders orders, Inventory inventory) {
        this.inbox = inbox;
        this.orders = orders;
        this.inventory = inventory;
    }

    @Override
    public String queue() {
        return "inventory.updates";
    }

    @Override
    public List<Binding> bindings() {
        return List.of(Binding.of(OrderEventType.EXCHANGE, OrderEventType.PAID.type(),
                OrderEventType.CANCELLED.type()));
    }

    @Override
    public void handle(Message message) throws Exception {
        OrderEventType type = message.type(OrderEventType::of);
        QuarkusTransaction.requiringNew().run(() -> {
            if (!inbox.isNew(queue(), message.id())) {
                return;
            }
            switch (type) {
                case PAID -> takeOut(message.subject());
                case CANCELLED -> giveBack(message.subject());
                case CREATED, PROCESSING, SHIPPED, DELIVERED, REFUND_DUE, REFUNDED ->
                    LOG.debugf("No stock moves with %s", type);
            }
        });
    }

    private void takeOut(UUID orderId) {
        if (orders.lockStatus(orderId) != OrderStatus.CONFIRMED) {
            return; // cancelled meanwhile, or taken out already
        }
        if (!inventory.commit(orderId)) {
            throw new IllegalStateException("the stock of paid order " + orderId + " is not reserved");
        }
        orders.startProcessing(orderId);
    }

    private void giveBack(UUID orderId) {
        if (orders.lockStatus(orderId) == OrderStatus.CANCELLED) {
            inventory.release(orderId);
        }
    }
}
