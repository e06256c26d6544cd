package dev.tradepost.kernel;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Currency;

/**
 * An exact amount in one currency, with two decimals: the scale of every price, total and payment here. Arithmetic never
 * rounds; an amount that does not fit two decimals, or a sum over two currencies, is a programming error.
 *
 * @param amount scale 2, at most {@link #MAX}
 * @param currency ISO 4217
 */
public record Money(BigDecimal amount, Currency currency) implements Comparable<Money> {

    /** The largest amount that a {@code numeric(12,2)} column holds. */
    public static final BigDecimal MAX = new BigDecimal("9999999999.99");

    public static final int SCALE = 2;

    /** @throws ArithmeticException if the amount has more than two decimals or is larger than {@link #MAX} */
    public Money {
        amount = amount.setScale(SCALE, RoundingMode.UNNECESSARY);
        if (amount.abs().compareTo(MAX) > 0) {
            throw new ArithmeticException("amount out of range");
        }
    }

    /** How many decimals an amount may have: as many as the currency has, and no more than two. */
    public static int decimals(Currency currency) {
        return Math.clamp(currency.getDefaultFractionDigits(), 0, SCALE);
    }

    public static Money of(BigDecimal amount, Currency currency) {
        return new Money(amount, currency);
    }

    /** @throws ArithmeticException if the product is larger than {@link #MAX} */
    public Money times(int quantity) {
        return new Money(amount.multiply(BigDecimal.valueOf(quantity)), currency);
    }

    /** @throws IllegalArgumentException if the currencies differ */
    public Money plus(Money other) {
        return new Money(amount.add(inMyCurrency(other).amount), currency);
    }

    @Override
    public int compareTo(Money other) {
        return amount.compareTo(inMyCurrency(other).amount);
    }

    @Override
    public String toString() {
        return currency + " " + amount.toPlainString();
    }

    private Money inMyCurrency(Money other) {
        if (!currency.equals(other.currency)) {
            throw new IllegalArgumentException("currencies differ: " + currency + " and " + other.currency);
        }
        return other;
    }
}
