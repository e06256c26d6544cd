package dev.tradepost.catalog.inventory;

import java.util.Collection;
import java.util.UUID;

/**
 * What can be had of these products is about to change. Fired in the transaction that changes it, so that whoever shows stock can
 * doubt what they show before it commits.
 */
public record StockChanged(Collection<UUID> productIds) {}
