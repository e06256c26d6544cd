package dev.tradepost.catalog.api;

import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.UUID;

/**
 * What the catalogue's own books say of its stock, for whoever compares them with something else. Only reads; what is going on at the
 * moment is seen before or after it, never in between.
 */
public interface StockAudit {

    /**
     * Orders that hold stock for longer than usual, in the order of their ids.
     *
     * @param since orders whose reservation is open and older than this
     * @param after the last id of the page before; the nil UUID for the first page
     * @param most how many to tell
     */
    List<UUID> holding(Instant since, UUID after, int most);

    /** Products that have a stock, in the order of their ids, in pages as above. */
    List<UUID> products(UUID after, int most);

    /**
     * Those of the products whose stock does not add up: what was put there, less what was taken out for orders, is what is in the
     * house; and what is held for orders is the sum of their open reservations.
     */
    List<Discrepancy> discrepancies(Collection<UUID> productIds);

    /**
     * Numbers of pieces that should be the same, two by two.
     *
     * @param quantity in the house
     * @param booked the same by the ledger and the reservations that were committed
     * @param reserved held for orders
     * @param open the same by the open reservations
     */
    record Discrepancy(UUID productId, long quantity, long booked, long reserved, long open) {}
}
