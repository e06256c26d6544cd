package dev.tradepost.order.placement;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

import io.quarkus.runtime.annotations.RegisterForReflection;

import dev.tradepost.order.api.OrderEvent;
import dev.tradepost.order.lifecycle.OrderDetail;
import dev.tradepost.order.lifecycle.OrderStatus;
import dev.tradepost.order.lifecycle.PaymentStatus;

/** The response to a placed order. Addresses are left out, so nothing has to be decrypted. */
@RegisterForReflection // Idempotency reads stored responses
public record PlacedOrder(UUID orderId, String orderNumber, OrderStatus status, BigDecimal totalAmount, String currency,
        List<PlacedItem> items, Instant createdAt) {

    public record PlacedItem(UUID productId, String productName, int quantity, BigDecimal unitPrice,
            BigDecimal totalPrice) {}

    static PlacedOrder of(OrderDetail order) {
        return new PlacedOrder(order.orderId(), order.orderNumber(), OrderStatus.PENDING, order.totalAmount(),
                order.currency(),
                order.items().stream().map(item -> new PlacedItem(item.productId(), item.productName(),
                        item.quantity(), item.unitPrice(), item.totalPrice())).toList(),
                order.createdAt());
    }

    static PlacedOrder of(OrderDraft draft, String orderNumber, Instant createdAt) {
        return new PlacedOrder(draft.orderId(), orderNumber, OrderStatus.PENDING, draft.total().amount(),
                draft.total().currency().getCurrencyCode(),
                draft.lines().stream().map(line -> new PlacedItem(line.productId(), line.productName(), line.quantity(),
                        line.unitPrice().amount(), line.total().amount())).toList(),
                createdAt);
    }

    OrderEvent event(UUID userId) {
        return new OrderEvent(orderId, orderNumber, userId, status.name(), PaymentStatus.PENDING.name(), totalAmount,
                currency, null);
    }
}
