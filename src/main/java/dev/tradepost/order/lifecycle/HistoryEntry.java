package dev.tradepost.order.lifecycle;

import java.time.Instant;
import java.util.UUID;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.Table;

import org.jspecify.annotations.Nullable;

import dev.tradepost.kernel.Ids;

/** A state that an order has reached: when, by whom and why. */
@Entity
@Table(schema = "orders", name = "order_history")
class HistoryEntry {

    @Id
    private UUID id;
    @Enumerated(EnumType.STRING)
    private OrderStatus status;
    @Column(name = "changed_by")
    private String by;
    private @Nullable String reason;
    @Column(name = "created_at")
    private Instant at;

    @SuppressWarnings("NullAway.Init") // Hibernate fills the fields
    protected HistoryEntry() {}

    HistoryEntry(OrderStatus status, String by, @Nullable String reason, Instant at) {
        this.id = Ids.next();
        this.status = status;
        this.by = by;
        this.reason = reason;
        this.at = at;
    }

    OrderDetail.Step step() {
        return new OrderDetail.Step(status, at, by, reason);
    }

    @Nullable
    String reason() {
        return reason;
    }
}
