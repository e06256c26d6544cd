package dev.tradepost.order.payment.stripe;

import java.util.Map;

import dev.tradepost.kernel.Money;

/** Amounts as Stripe expects them: in the smallest unit of the currency. */
final class MinorUnits {

    /** Decimals that differ from ISO 4217. */
    private static final Map<String, Integer> STRIPE_DECIMALS = Map.of("ISK", 2, "UGX", 2, "MGA", 0);

    private MinorUnits() {}

    /** @throws ArithmeticException if the amount has more decimals than the currency */
    static long of(Money money) {
        int decimals = STRIPE_DECIMALS.getOrDefault(money.currency().getCurrencyCode(),
                money.currency().getDefaultFractionDigits());
        return money.amount().movePointRight(decimals).longValueExact();
    }
}
