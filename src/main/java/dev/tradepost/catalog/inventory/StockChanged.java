package dev.tradepost.catalog.inventory;

import java.util.Collection;
import java.util.UUID;

/** The availability of these products is about to change. Fired in the transaction that changes it, so that caches can be fenced first. */
public record StockChanged(Collection<UUID> productIds) {}
