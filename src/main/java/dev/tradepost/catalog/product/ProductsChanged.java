package dev.tradepost.catalog.product;

import java.util.Collection;
import java.util.UUID;

/** These products are about to be added or changed. Fired in the transaction that changes them. */
public record ProductsChanged(Collection<UUID> productIds) {}
