package dev.tradepost.order.reconciliation;

import java.util.Locale;

/** What reconciliation finds, and what it does about it. */
enum FindingKind {
    /** A PENDING order has no payment. Its event is published again. */
    ORDER_NOT_CHARGED,
    /** The stock of a CONFIRMED order is not taken. Its event is published again. */
    ORDER_NOT_PREPARED,
    /** A started payment has no outcome. It is looked up. */
    PAYMENT_UNANSWERED,
    /** A refund has no outcome. It is sent or looked up. */
    REFUND_UNANSWERED,
    /** The gateway has refused to refund a cancelled order. Only reported: staff has to pay it back. */
    CANCELLED_ORDER_KEEPS_MONEY,
    /** A cancelled order holds stock. Its event is published again. */
    CANCELLED_ORDER_HOLDS_STOCK,
    /** An order that does not exist holds stock. The stock is released. */
    STOCK_HELD_FOR_NOBODY,
    /** An order in preparation, or a shipped one, still holds stock. Only reported: staff has to look. */
    SENT_ORDER_HOLDS_STOCK,
    /** The stock of a product differs from its ledger. Only reported: staff has to count. */
    STOCK_DOES_NOT_ADD_UP;

    /** The name in the API and in metrics. */
    String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
