package dev.tradepost.order.lifecycle;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.UUID;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;

import dev.tradepost.order.lifecycle.OrderDetail.Item;

/** One product of an order, with its name and price as they were when it was bought. */
@Entity
@SuppressWarnings("UnusedVariable") // some columns are only written here, and read by queries
@Table(schema = "orders", name = "order_items")
class OrderLine {

    @Id
    private UUID id;
    /** Place in the order, from 1. */
    private int line;
    @Column(name = "product_id")
    private UUID productId;
    @Column(name = "product_name")
    private String productName;
    private String sku;
    private int quantity;
    @Column(name = "unit_price")
    private BigDecimal unitPrice;
    @Column(name = "total_price")
    private BigDecimal totalPrice;
    @Column(name = "created_at")
    private Instant createdAt;

    @SuppressWarnings("NullAway.Init") // Hibernate fills the fields
    protected OrderLine() {}

    Item item() {
        return new Item(productId, productName, sku, quantity, unitPrice, totalPrice);
    }
}
