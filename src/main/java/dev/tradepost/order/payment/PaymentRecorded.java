package dev.tradepost.order.payment;

import dev.tradepost.kernel.Money;

/** Fired inside the transaction that records the outcome of a charge or a refund. */
record PaymentRecorded(Movement kind, Money amount) {

    enum Movement {
        CAPTURED,
        DECLINED,
        REFUNDED,
        REFUND_REFUSED,
        REFUND_FAILED_AFTER_SUCCESS
    }
}
