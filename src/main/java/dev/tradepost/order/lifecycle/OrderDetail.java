package dev.tradepost.order.lifecycle;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

import org.jspecify.annotations.Nullable;

import io.quarkus.runtime.annotations.RegisterForReflection;

/** An order as its owner sees it. */
@RegisterForReflection // Idempotency reads stored responses
public record OrderDetail(UUID orderId, String orderNumber, OrderStatus status, BigDecimal totalAmount,
        String currency, List<Item> items, Address shippingAddress, Address billingAddress, String paymentMethod,
        PaymentStatus paymentStatus, @Nullable String trackingNumber, List<StatusHistoryEntry> history,
        Instant createdAt,
        Instant updatedAt) {

    public record Item(UUID productId, String productName, String sku, int quantity, BigDecimal unitPrice,
            BigDecimal totalPrice) {}

    /** Of an order that is over only the country is left when its customer is erased; the rest is null. */
    public record Address(@Nullable String street, @Nullable String city, @Nullable String state,
            @Nullable String postalCode, String country) {}

    /** @param by a user id, or the part of the system that made the step */
    public record StatusHistoryEntry(OrderStatus status, Instant at, String by, @Nullable String reason) {}
}
