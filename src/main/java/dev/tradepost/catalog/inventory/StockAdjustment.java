package dev.tradepost.catalog.inventory;

import java.time.Instant;
import java.util.UUID;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;

import org.jspecify.annotations.Nullable;

import dev.tradepost.catalog.inventory.StockResource.AdjustmentView;
import dev.tradepost.kernel.Ids;

/** A line of the ledger: stock that came or went other than by an order. */
@Entity
@SuppressWarnings("UnusedVariable") // one column is only written here, and read by queries
@Table(schema = "catalog", name = "inventory_adjustments")
class StockAdjustment {

    @Id
    private UUID id;
    @Column(name = "product_id")
    private UUID productId;
    private int delta;
    /** Null in lines of old. */
    @Column(name = "quantity_after")
    private @Nullable Integer quantityAfter;
    private String reason;
    @Column(name = "made_by")
    private UUID madeBy;
    @Column(name = "created_at")
    private Instant createdAt;

    @SuppressWarnings("NullAway.Init") // Hibernate fills the fields
    protected StockAdjustment() {}

    StockAdjustment(UUID productId, int delta, int quantityAfter, String reason, UUID madeBy, Instant createdAt) {
        this.id = Ids.next();
        this.productId = productId;
        this.delta = delta;
        this.quantityAfter = quantityAfter;
        this.reason = reason;
        this.madeBy = madeBy;
        this.createdAt = createdAt;
    }

    AdjustmentView view() {
        return new AdjustmentView(id, delta, quantityAfter, reason, madeBy, createdAt);
    }
}
