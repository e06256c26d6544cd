package dev.tradepost.catalog.api;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/**
 * Reserves stock for orders. A reservation is open until it is committed, which takes the pieces out of the stock, or released, which
 * makes them available to others. A committed reservation can still be released: the pieces return to the stock, for good. After a
 * release nothing can be committed. Calls may be repeated and may arrive in any order; each effect happens once.
 *
 * <p>
 * An open reservation past its {@code expiresAt} can still be committed until the catalogue releases it, which fires
 * {@link ReservationExpired}.
 *
 * <p>
 * Every method requires a transaction of the caller, locks the stock in product id order, and leaves no effect if that transaction rolls
 * back.
 */
public interface Inventory {

    /**
     * Reserves stock for all of the orders, or for none.
     *
     * @param demand by order id, at most one entry per product and order
     * @param expiresAt when the catalogue may release the reservations that are still open
     * @throws InsufficientStock naming every product that has too little stock for all orders together; rolls the transaction back
     */
    void reserve(Map<UUID, List<Demand>> demand, Instant expiresAt);

    /**
     * Takes the reserved pieces out of the stock and counts them as sold. Takes as many statements for many orders as for one.
     *
     * @return orders whose reservation is committed, now or by an earlier call; the reservation of the others was released or has expired
     */
    Set<UUID> commit(Set<UUID> orderIds);

    /**
     * Releases the order's reservation, open or committed; does nothing if it was released before. A committed sale still counts towards
     * the product's popularity.
     */
    void release(UUID orderId);

    /**
     * Pieces of a product that an order needs.
     *
     * @param quantity pieces, at least 1
     */
    record Demand(UUID productId, int quantity) {}
}
