package dev.tradepost.order.lifecycle;

import java.util.UUID;

/**
 * Fired inside the transaction that cancels an order, whose row is locked: what was paid for it is owed to the customer. An observer
 * that throws keeps the order from being cancelled.
 *
 * @param by a user id, or the part of the system that did it
 */
public record OrderCancelled(UUID orderId, String by, String reason) {}
