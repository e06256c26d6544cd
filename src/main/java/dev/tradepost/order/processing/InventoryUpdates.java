package dev.tradepost.order.processing;

import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import java.util.stream.Collectors;

import jakarta.enterprise.context.ApplicationScoped;

import org.eclipse.microprofile.reactive.messaging.Incoming;
import org.jboss.logging.Logger;

import io.quarkus.narayana.jta.QuarkusTransaction;
import io.smallrye.common.annotation.RunOnVirtualThread;
import io.smallrye.reactive.messaging.rabbitmq.IncomingRabbitMQMessage;

import dev.tradepost.catalog.api.Inventory;
import dev.tradepost.order.api.OrderEventType;
import dev.tradepost.order.lifecycle.OrderStatus;
import dev.tradepost.order.lifecycle.Orders;
import dev.tradepost.platform.database.MicroBatcher;
import dev.tradepost.platform.messaging.Message;
import dev.tradepost.platform.messaging.Receiver;
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
    private static final int MAX_BATCH = 16;

    private final Receiver receiver;
    private final Inbox inbox;
    private final Orders orders;
    private final Inventory inventory;
    private final MicroBatcher<PaidOrder, UUID> commits = new MicroBatcher<>(this::commitBatch, MAX_BATCH);

    private record PaidOrder(UUID messageId, UUID orderId) {}

    InventoryUpdates(Receiver receiver, Inbox inbox, Orders orders, Inventory inventory) {
        this.receiver = receiver;
        this.inbox = inbox;
        this.orders = orders;
        this.inventory = inventory;
    }

    @Incoming("inventory-updates")
    @RunOnVirtualThread
    CompletionStage<Void> receive(IncomingRabbitMQMessage<byte[]> message) {
        return receiver.receive(queue(), message);
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
    public boolean keepsInbox() {
        return true;
    }

    @Override
    public void handle(Message message) throws Exception {
        OrderEventType type = message.type(OrderEventType::of);
        switch (type) {
            case PAID -> commits.call(new PaidOrder(message.id(), message.subject()));
            case CANCELLED -> release(message.id(), message.subject());
            case CREATED, PROCESSING, SHIPPED, DELIVERED, REFUND_DUE, REFUNDED ->
                LOG.debugf("%s does not change stock", type);
        }
    }

    private List<UUID> commitBatch(List<PaidOrder> batch) {
        return QuarkusTransaction.requiringNew().call(() -> {
            List<UUID> messages = batch.stream().map(PaidOrder::messageId).toList();
            Set<UUID> unhandled = inbox.newOf(queue(), messages);
            Set<UUID> orderIds = batch.stream().filter(paid -> unhandled.contains(paid.messageId()))
                    .map(PaidOrder::orderId).collect(Collectors.toSet());
            commitStock(orders.startProcessing(orderIds)); // skips orders that are cancelled or already processing
            return messages;
        });
    }

    /** Comes last in the transaction, because other orders wait for the stock rows. */
    private void commitStock(Set<UUID> orderIds) {
        if (orderIds.isEmpty()) {
            return;
        }
        Set<UUID> committed = inventory.commit(orderIds);
        orderIds.stream().filter(orderId -> !committed.contains(orderId)).findAny().ifPresent(orderId -> {
            throw new IllegalStateException("the stock of paid order " + orderId + " is not reserved");
        });
    }

    private void release(UUID messageId, UUID orderId) {
        QuarkusTransaction.requiringNew().run(() -> {
            if (inbox.isNew(queue(), messageId) && orders.lockStatus(orderId) == OrderStatus.CANCELLED) {
                inventory.release(orderId);
            }
        });
    }
}
