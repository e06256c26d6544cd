package dev.tradepost.order.lifecycle;

import java.util.UUID;

/** Fired inside a transaction that has changed where an order stands. */
public record OrderStatusChanged(UUID orderId) {}
