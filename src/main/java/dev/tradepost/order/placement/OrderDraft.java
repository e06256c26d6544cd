package dev.tradepost.order.placement;

import java.util.List;
import java.util.UUID;

import org.jspecify.annotations.Nullable;

import dev.tradepost.kernel.Money;
import dev.tradepost.platform.tracing.Trace;
import dev.tradepost.user.api.PostalAddress;

/**
 * An order with its prices and addresses, before it is stored.
 *
 * @param orderId chosen by the caller; a second order with the same id is refused
 * @param paymentToken the customer's means of payment at the gateway
 * @param trace the trace of the request
 */
record OrderDraft(UUID orderId, UUID userId, List<Line> lines, UUID shippingAddressId,
        PostalAddress shippingAddress, UUID billingAddressId, PostalAddress billingAddress, String paymentMethod,
        @Nullable String paymentToken, Trace trace) {

    record Line(UUID productId, String productName, String sku, int quantity, Money unitPrice) {
        Money total() {
            return unitPrice.times(quantity);
        }
    }

    /** @throws ArithmeticException if the total exceeds {@link Money#MAX} */
    Money total() {
        return lines.stream().map(Line::total).reduce(Money::plus).orElseThrow();
    }
}
