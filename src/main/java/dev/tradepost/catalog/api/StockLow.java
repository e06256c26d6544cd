package dev.tradepost.catalog.api;

import java.util.UUID;

/**
 * There is little left of a product, and a moment ago there was more than little. Fired in the transaction that takes it.
 *
 * @param available pieces that can still be had, 0 or more
 */
public record StockLow(UUID productId, int available) {}
