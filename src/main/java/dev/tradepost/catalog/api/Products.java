package dev.tradepost.catalog.api;

import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

import dev.tradepost.kernel.Money;

/** What can be ordered, and at what price. Every method joins the caller's transaction if there is one. */
public interface Products {

    /**
     * Reads the current offers from the database, never from a cache.
     *
     * @return by product id; without products that do not exist or are not for sale
     */
    Map<UUID, Offer> offers(Collection<UUID> productIds);

    /** The sellers of these products, whether or not they are for sale. Unknown products have none. */
    Set<UUID> sellersOf(Collection<UUID> productIds);

    /**
     * A product at the price of this moment.
     *
     * @param unitPrice of one piece, in the shop's currency
     * @param available pieces that could be reserved when this was read, 0 or more; only {@link Inventory#reserve} promises them
     */
    record Offer(UUID productId, String name, String sku, Money unitPrice, int available) {}
}
