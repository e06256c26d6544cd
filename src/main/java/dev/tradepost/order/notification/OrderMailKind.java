package dev.tradepost.order.notification;

/** The subject of a mail about an order. */
enum OrderMailKind {
    CONFIRMED,
    CANCELLED,
    SHIPPED,
    DELIVERED,
    REFUNDED
}
