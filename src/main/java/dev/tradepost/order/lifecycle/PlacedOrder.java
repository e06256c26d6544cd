package dev.tradepost.order.lifecycle;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/** What who has just placed an order does not know yet; the addresses are theirs, and stay sealed. */
public record PlacedOrder(UUID orderId, String orderNumber, OrderStatus status, BigDecimal totalAmount, String currency,
        List<OrderDetail.Item> items, Instant createdAt) {}
