package dev.tradepost.catalog.inventory;

import java.time.Clock;
import java.time.Instant;
import java.util.UUID;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;
import jakarta.transaction.Transactional;
import jakarta.transaction.Transactional.TxType;

/** The door to this feature for its siblings: a new product gets its stock here. */
@ApplicationScoped
public class Stock {

    private final EntityManager entities;
    private final Clock clock;

    Stock(EntityManager entities, Clock clock) {
        this.entities = entities;
        this.clock = clock;
    }

    /**
     * Opens the stock of a new product and books what is there in the ledger, in the caller's transaction.
     *
     * @param quantity pieces, 0 or more
     */
    @Transactional(TxType.MANDATORY)
    public void open(UUID productId, int quantity, UUID madeBy) {
        Instant now = clock.instant();
        entities.persist(new InventoryItem(productId, quantity, now));
        if (quantity > 0) {
            entities.persist(new StockAdjustment(productId, quantity, quantity, "initial stock", madeBy, now));
        }
    }
}
