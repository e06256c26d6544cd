package dev.tradepost.catalog.api;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/**
 * Holds stock for orders. An order's reservation is open until it is either committed, which takes the goods out of the stock, or
 * released, which lets others have them. What was committed can be released too: then the goods come back into the stock, for good.
 * Each of these happens once, however often and in whatever order the two are called; after a release nothing can be committed.
 * One that is still open some time after its {@code expiresAt} is released by the catalogue itself, which tells so
 * with {@link ReservationExpired}; until then it can be committed, late or not. Every method runs in the caller's transaction and
 * needs one; rows are locked in product id order. {@link StockLow} tells when there is little left.
 */
public interface Inventory {

    /**
     * Reserves all of it or nothing, for all of the orders.
     *
     * @param demand of each order, at most one entry per product
     * @param expiresAt when the goods may be given to others if the order is still open
     * @throws InsufficientStock naming every product of which there is too little for all together; the transaction is rolled back
     */
    void reserve(Map<UUID, List<Demand>> demand, Instant expiresAt);

    /**
     * Takes what is reserved for the orders out of the stock, with as many statements as for one. Counts as a sale of each product.
     *
     * @return those of which it is taken, now or before; of the others there is nothing to take because the reservation was released,
     *         before a commit or after one, or expired
     */
    Set<UUID> commit(Set<UUID> orderIds);

    /**
     * Gives back whatever the order has, taken out or only held. Does nothing when it was released before. The sale goes on to count
     * for how much a product is in demand.
     */
    void release(UUID orderId);

    /** @param quantity pieces, at least 1 */
    record Demand(UUID productId, int quantity) {}
}
