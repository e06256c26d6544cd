package dev.tradepost.catalog.api;

import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.UUID;

/**
 * What the catalogue has recorded about its stock, for modules that compare it with their own records. Every method only reads, in the
 * caller's transaction if there is one, and sees a concurrent change either completely or not at all.
 */
public interface StockAudit {

    /**
     * Orders with an open reservation, in the order of their ids.
     *
     * @param reservedBefore leaves out orders that reserved later
     * @param after the last id of the previous page; the nil UUID for the first page
     * @param limit the size of a page
     */
    List<UUID> ordersHoldingStock(Instant reservedBefore, UUID after, int limit);

    /** All products, in the order of their ids. The parameters are those of {@link #ordersHoldingStock}. */
    List<UUID> products(UUID after, int limit);

    /** Those of the products whose stock does not add up. */
    List<Discrepancy> discrepancies(Collection<UUID> productIds);

    /**
     * Pieces of a product, counted twice: {@code quantity} should equal {@code booked}, and {@code reserved} should equal {@code open}.
     *
     * @param quantity in stock, reserved or not
     * @param booked sum of the adjustments, less the committed reservations
     * @param reserved the part of the quantity that is promised to orders
     * @param open sum of the open reservations
     */
    record Discrepancy(UUID productId, long quantity, long booked, long reserved, long open) {}
}
