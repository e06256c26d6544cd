package dev.tradepost.order.lifecycle;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/** The response to a placed order. Addresses are left out, so nothing has to be decrypted. */
public record PlacedOrder(UUID orderId, String orderNumber, OrderStatus status, BigDecimal totalAmount, String currency,
        List<OrderDetail.Item> items, Instant createdAt) {}
