package dev.tradepost.order.notification;

/** What a mail about an order tells. */
enum Kind {
    CONFIRMED, CANCELLED, SHIPPED, DELIVERED, REFUNDED
}
