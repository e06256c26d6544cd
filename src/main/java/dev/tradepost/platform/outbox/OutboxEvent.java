package dev.tradepost.platform.outbox;

import java.time.Instant;
import java.util.UUID;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;

/** An event on its way out. Written by {@link Outbox}; its delivery is {@link Relay}'s business, in SQL. */
@Entity
@SuppressWarnings("UnusedVariable") // some columns are only written here, and read by queries
@Table(schema = "platform", name = "outbox_events")
class OutboxEvent {

    @Id
    private UUID id;
    private String exchange;
    @Column(name = "aggregate_id")
    private UUID aggregateId;
    /** Also the routing key. */
    private String type;
    /** The whole CloudEvent, ready to be sent. */
    private String body;
    @Column(name = "created_at")
    private Instant createdAt;

    @SuppressWarnings("NullAway.Init") // Hibernate fills the fields
    protected OutboxEvent() {}

    OutboxEvent(UUID id, String exchange, UUID aggregateId, String type, String body, Instant createdAt) {
        this.id = id;
        this.exchange = exchange;
        this.aggregateId = aggregateId;
        this.type = type;
        this.body = body;
        this.createdAt = createdAt;
    }
}
