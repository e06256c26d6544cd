package dev.tradepost.order.api;

import java.math.BigDecimal;
import java.util.UUID;

import io.quarkus.runtime.annotations.RegisterForReflection;

/**
 * The data of every order event: ids and amounts, nothing personal.
 *
 * @param status of the order when the event happened
 * @param totalAmount in {@code currency} (ISO 4217)
 */
@RegisterForReflection // written to the outbox, not through the REST layer
public record OrderEvent(UUID orderId, String orderNumber, UUID userId, String status, String paymentStatus,
        BigDecimal totalAmount, String currency) {}
