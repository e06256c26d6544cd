package dev.tradepost.catalog.api;

import java.util.UUID;

/**
 * What is reserved for an order goes back to the stock, because nobody has paid in time. Fired in the transaction that gives it
 * back, before it does, at most once per order that commits. An observer that throws keeps the reservation as it is, until the next
 * time; one that locks what belongs to the order does so before the stock is locked, as everybody else does.
 */
public record ReservationExpired(UUID orderId) {}
