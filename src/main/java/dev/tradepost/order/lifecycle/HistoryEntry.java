package dev.tradepost.order.lifecycle;

import java.time.Instant;
import java.util.UUID;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.FetchType;
import jakarta.persistence.Id;
import jakarta.persistence.JoinColumn;
import jakarta.persistence.ManyToOne;
import jakarta.persistence.Table;

import org.jspecify.annotations.Nullable;

import dev.tradepost.kernel.Ids;

/** A state that an order has reached: when, by whom and why. */
@Entity
@Table(schema = "orders", name = "order_history")
class HistoryEntry {

    @Id
    private UUID id;
    @SuppressWarnings("UnusedVariable") // written, and read by queries
    @ManyToOne(fetch = FetchType.LAZY)
    @JoinColumn(name = "order_id", updatable = false)
    private Order order;
    @Enumerated(EnumType.STRING)
    private OrderStatus status;
    @Column(name = "changed_by")
    private String by;
    private @Nullable String reason;
    @Column(name = "created_at")
    private Instant at;

    @SuppressWarnings("NullAway.Init") // Hibernate fills the fields
    protected HistoryEntry() {}

    /** What the order has just become. */
    HistoryEntry(Order order, String by, @Nullable String reason, Instant at) {
        this.id = Ids.next();
        this.order = order;
        this.status = order.status();
        this.by = by;
        this.reason = reason;
        this.at = at;
    }

    OrderDetail.StatusHistoryEntry step() {
        return new OrderDetail.StatusHistoryEntry(status, at, by, reason);
    }
}
