package dev.tradepost.order.processing;

import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

import jakarta.enterprise.context.ApplicationScoped;

import org.jboss.logging.Logger;

import io.quarkus.narayana.jta.QuarkusTransaction;

import dev.tradepost.catalog.api.Inventory;
import dev.tradepost.order.api.OrderEventType;
import dev.tradepost.order.lifecycle.OrderStatus;
import dev.tradepost.order.lifecycle.Orders;
import dev.tradepost.platform.database.MicroBatcher;
import dev.tradepost.platform.messaging.Message;
import dev.tradepost.platform.messaging.Subscription;
import dev.tradepost.platform.outbox.Inbox;

/**
 * Queue {@code inventory.updates}: commits the reservations of paid orders and releases those of cancelled ones. The current status
 * of the order decides, so messages may arrive in any order.
 */
@ApplicationScoped
class InventoryUpdates implements Subscription {

    private static final Logger LOG = Logger.getLogger(InventoryUpdates.class);

    /** Small batches, because concurrent orders need the same stock rows: a batch holds its rows while it waits for others. */
    private static final int AT_ONCE = 16;

    private final Inbox inbox;
    private final Orders orders;
    private final Inventory inventory;
    private final MicroBatcher<Paid, UUID> paid = new MicroBatcher<>(this::takeOut, AT_ONCE);

    private record Paid(UUID messageId, UUID orderId) {}

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
        switch (type) {
            case PAID -> paid.call(new Paid(message.id(), message.subject()));
            case CANCELLED -> giveBack(message.id(), message.subject());
            case CREATED, PROCESSING, SHIPPED, DELIVERED, REFUND_DUE, REFUNDED ->
                LOG.debugf("No stock moves with %s", type);
        }
    }

    private List<UUID> takeOut(List<Paid> all) {
        return QuarkusTransaction.requiringNew().call(() -> {
            List<UUID> messages = all.stream().map(Paid::messageId).toList();
            Set<UUID> news = inbox.newOf(queue(), messages);
            // the others are cancelled, or already committed
            takeStockOf(orders.startProcessing(all.stream().filter(one -> news.contains(one.messageId()))
                    .map(Paid::orderId).collect(Collectors.toSet())));
            return messages;
        });
    }

    /** Comes last, because other orders wait for the stock rows. */
    private void takeStockOf(Set<UUID> orderIds) {
        if (orderIds.isEmpty()) {
            return;
        }
        Set<UUID> taken = inventory.commit(orderIds);
        orderIds.stream().filter(orderId -> !taken.contains(orderId)).findAny().ifPresent(orderId -> {
            throw new IllegalStateException("the stock of paid order " + orderId + " is not reserved");
        });
    }

    private void giveBack(UUID messageId, UUID orderId) {
        QuarkusTransaction.requiringNew().run(() -> {
            if (inbox.isNew(queue(), messageId) && orders.lockStatus(orderId) == OrderStatus.CANCELLED) {
                inventory.release(orderId);
            }
        });
    }
}
