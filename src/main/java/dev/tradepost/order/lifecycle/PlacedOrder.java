package dev.tradepost.order.lifecycle;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/** The response to a placed order. Addresses are left out, so nothing has to be decrypted. */
public record PlacedOrder(UUID orderId, String orderNumber, OrderStatus status, BigDecimal totalAmount, String currency,
        List<PlacedItem> items, Instant createdAt) {

    public record PlacedItem(UUID productId, String productName, int quantity, BigDecimal unitPrice,
            BigDecimal totalPrice) {}

    static PlacedOrder of(OrderDraft draft, String orderNumber, Instant createdAt) {
        return new PlacedOrder(draft.orderId(), orderNumber, OrderStatus.PENDING, draft.total().amount(),
                draft.total().currency().getCurrencyCode(),
                draft.lines().stream().map(line -> new PlacedItem(line.productId(), line.productName(), line.quantity(),
                        line.unitPrice().amount(), line.total().amount())).toList(),
                createdAt);
    }
}
