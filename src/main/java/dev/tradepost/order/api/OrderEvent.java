package dev.tradepost.order.api;

import java.math.BigDecimal;
import java.util.UUID;

import org.jspecify.annotations.Nullable;

import io.quarkus.runtime.annotations.RegisterForReflection;

/**
 * The data of every order event: ids and amounts, nothing personal.
 *
 * @param status of the order when the event happened
 * @param totalAmount in {@code currency} (ISO 4217)
 * @param refund what went back or is to go back, for the events about a refund only
 */
@RegisterForReflection // written to the outbox, not through the REST layer
public record OrderEvent(UUID orderId, String orderNumber, UUID userId, String status, String paymentStatus,
        BigDecimal totalAmount, String currency, @Nullable RefundData refund) {

    /** @param amount in the order's currency */
    @RegisterForReflection
    public record RefundData(UUID refundId, BigDecimal amount, String reason) {}
}
