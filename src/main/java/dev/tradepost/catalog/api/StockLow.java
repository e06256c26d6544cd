package dev.tradepost.catalog.api;

import java.util.UUID;

/**
 * The availability of a product has just fallen to the configured threshold or below. Fired in the transaction that reserves the pieces.
 *
 * @param available pieces that can still be ordered, 0 or more
 */
public record StockLow(UUID productId, int available) {}
