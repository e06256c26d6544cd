package dev.tradepost.order.reconciliation;

import java.util.Locale;

/** What can be found. */
enum FindingKind {
    /** An order waits for its payment, and nobody has begun to collect it. Told again. */
    ORDER_NOT_CHARGED,
    /** A paid order's goods are not taken out of the stock. Told again. */
    ORDER_NOT_PREPARED,
    /** A payment was begun, and whoever did so is gone. Looked up. */
    PAYMENT_UNANSWERED,
    /** Money is owed to a customer, and whoever was sending it is gone. Sent, or looked up. */
    REFUND_UNANSWERED,
    /** What was paid for a cancelled order is still here: the gateway has refused to send it back. Only told: a person has to. */
    CANCELLED_ORDER_KEEPS_MONEY,
    /** Stock is held for a cancelled order. Told again. */
    CANCELLED_ORDER_HOLDS_STOCK,
    /** Stock is held for an order that does not exist. Given back. */
    STOCK_HELD_FOR_NOBODY,
    /** Stock is still held for an order that is prepared or on its way. Only told: a person has to look. */
    SENT_ORDER_HOLDS_STOCK,
    /** A product's stock is not what its books say. Only told: a person has to count. */
    STOCK_DOES_NOT_ADD_UP;

    /** As it is called outside. */
    String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
