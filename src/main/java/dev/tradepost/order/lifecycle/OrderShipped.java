package dev.tradepost.order.lifecycle;

import java.util.UUID;

/** Fired inside the transaction that ships an order, whose row is locked. An observer that throws keeps the order from being shipped. */
public record OrderShipped(UUID orderId) {}
