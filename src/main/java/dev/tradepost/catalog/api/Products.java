package dev.tradepost.catalog.api;

import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

import dev.tradepost.kernel.Money;

/** What can be bought, and for how much. */
public interface Products {

    /**
     * Reads what these products are and cost at this moment, from the database, never from a cache. Products that do not exist or
     * are not for sale are missing from the answer. Joins the caller's transaction if there is one.
     */
    Map<UUID, Offer> offers(Collection<UUID> productIds);

    /** Who sells these products at present, or has sold them; products that do not exist have nobody. */
    Set<UUID> sellersOf(Collection<UUID> productIds);

    /**
     * @param unitPrice in the shop's currency, for one
     * @param available pieces that could be reserved when this was read; only {@link Inventory#reserve} holds any
     */
    record Offer(UUID productId, String name, String sku, Money unitPrice, UUID sellerId, int available) {}
}
