package dev.tradepost.catalog.api;

import java.util.UUID;

/**
 * A reservation is about to be released because it was not committed in time. Fired in the transaction that releases it, before the stock
 * is locked, so that observers can lock the order first, as every other caller does. An observer that throws keeps the reservation until
 * the next sweep. Observed at most once per order in a transaction that commits.
 */
public record ReservationExpired(UUID orderId) {}
