package dev.tradepost.order.lifecycle;

/** Where the money for an order stands. */
public enum PaymentStatus {
    PENDING,
    PAID,
    FAILED,
    REFUNDED,
    PARTIALLY_REFUNDED
}
