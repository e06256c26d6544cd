package dev.tradepost.order.lifecycle;

import java.util.List;
import java.util.UUID;

import org.jspecify.annotations.Nullable;

import dev.tradepost.kernel.Money;
import dev.tradepost.platform.http.RequestTrace;
import dev.tradepost.user.api.PostalAddress;

/**
 * An order about to be placed, everything about it decided.
 *
 * @param orderId under which its stock is reserved
 * @param paymentToken what the gateway is to charge
 * @param cause in whose trace it is placed
 */
public record OrderDraft(UUID orderId, UUID userId, String orderNumber, List<Line> lines, UUID shippingAddressId,
        PostalAddress shippingAddress, UUID billingAddressId, PostalAddress billingAddress, String paymentMethod,
        @Nullable String paymentToken, RequestTrace.Cause cause) {

    public record Line(UUID productId, String productName, String sku, int quantity, Money unitPrice) {
        Money total() {
            return unitPrice.times(quantity);
        }
    }

    /** @throws ArithmeticException if it is more than an amount can be */
    public Money total() {
        return lines.stream().map(Line::total).reduce(Money::plus).orElseThrow();
    }
}
