package dev.tradepost.order.notification;

/** What a mail about an order tells. */
enum OrderMailKind {
    CONFIRMED, CANCELLED, SHIPPED, DELIVERED, REFUNDED
}
