package dev.tradepost.order.payment.stripe;

import java.util.Map;

import dev.tradepost.kernel.Money;

/** Amounts as Stripe counts them: in the smallest unit of the currency. */
final class MinorUnits {

    /** Where Stripe's count of decimals is not that of ISO 4217, as Java has it. */
    private static final Map<String, Integer> STRIPES_OWN = Map.of("ISK", 2, "UGX", 2, "MGA", 0);

    private MinorUnits() {}

    /** @throws ArithmeticException if the amount has more decimals than the currency */
    static long of(Money money) {
        int decimals = STRIPES_OWN.getOrDefault(money.currency().getCurrencyCode(),
                money.currency().getDefaultFractionDigits());
        return money.amount().movePointRight(decimals).longValueExact();
    }
}
