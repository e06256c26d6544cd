package dev.tradepost.catalog.inventory;

import java.time.Instant;
import java.util.UUID;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;

import org.jspecify.annotations.Nullable;

import dev.tradepost.kernel.Ids;

/**
 * The stock of one product. Quantities change by conditional updates in {@link Reservations}, never by read and write: this
 * entity inserts the row and lets queries name it.
 */
@Entity
@Table(schema = "catalog", name = "inventory")
class InventoryItem {

    @Id
    private UUID id;
    @Column(name = "product_id", updatable = false)
    private UUID productId;
    /** In the house, reserved or not. */
    @Column(updatable = false)
    private int quantity;
    @Column(name = "reserved_quantity", updatable = false)
    private int reservedQuantity;
    @Column(name = "warehouse_location")
    private @Nullable String warehouseLocation;
    @Column(name = "last_restocked")
    private @Nullable Instant lastRestocked;
    @Column(name = "updated_at")
    private Instant updatedAt;

    @SuppressWarnings("NullAway.Init") // Hibernate fills the fields
    protected InventoryItem() {}

    InventoryItem(UUID productId, int quantity, Instant now) {
        this.id = Ids.next();
        this.productId = productId;
        this.quantity = quantity;
        this.lastRestocked = quantity > 0 ? now : null;
        this.updatedAt = now;
    }
}
