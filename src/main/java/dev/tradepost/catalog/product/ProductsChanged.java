package dev.tradepost.catalog.product;

import java.util.Collection;
import java.util.UUID;

/** These products are about to be new, or other than they were. Fired in the transaction that makes them so. */
public record ProductsChanged(Collection<UUID> productIds) {}
