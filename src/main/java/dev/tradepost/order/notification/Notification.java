package dev.tradepost.order.notification;

import java.time.Duration;
import java.time.Instant;
import java.util.UUID;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.Table;

import org.jspecify.annotations.Nullable;

/**
 * A mail about an order: that it is to be sent, and that it was. There is one of each kind, and one per refund; {@link
 * Notifications} inserts it.
 */
@Entity
@SuppressWarnings("UnusedVariable") // some columns are written and read by queries only
@Table(schema = "orders", name = "notifications")
class Notification {

    enum Kind {
        CONFIRMED, CANCELLED, SHIPPED, DELIVERED, REFUNDED
    }

    @Id
    private UUID id;
    @Column(name = "order_id")
    private UUID orderId;
    @Enumerated(EnumType.STRING)
    private Kind kind;
    /** The refund that it tells of; {@link Notifications#THE_ORDER} in all others. */
    private UUID about;
    @Column(name = "claimed_until")
    private Instant claimedUntil;
    @Column(name = "created_at")
    private Instant createdAt;
    @Column(name = "sent_at")
    private @Nullable Instant sentAt;

    @SuppressWarnings("NullAway.Init") // Hibernate fills the fields
    protected Notification() {}

    UUID id() {
        return id;
    }

    boolean isSent() {
        return sentAt != null;
    }

    /** For how long it still belongs to whoever is sending it; not positive when to nobody. */
    Duration claimedFor(Instant now) {
        return Duration.between(now, claimedUntil);
    }

    void claim(Instant now, Duration claim) {
        claimedUntil = now.plus(claim);
    }

    void letGo(Instant now) {
        claimedUntil = now;
    }

    void sent(Instant now) {
        sentAt = now;
    }
}
