package dev.tradepost.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Currency;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;

/** The oracle counts in cents, and without an end. */
class MoneyPropertiesTest {

    private static final Currency USD = Currency.getInstance("USD");
    private static final long MOST = 999_999_999_999L;
    private static final BigInteger MOST_CENTS = BigInteger.valueOf(MOST);

    @Property
    void an_amount_keeps_its_value_and_has_two_decimals_or_is_refused(@ForAll BigDecimal amount) {
        boolean fits = amount.stripTrailingZeros().scale() <= 2 && amount.abs().compareTo(Money.MAX) <= 0;
        Money money = orNull(() -> Money.of(amount, USD));
        assertThat(money != null).isEqualTo(fits);
        if (money != null) {
            assertThat(money.amount()).isEqualByComparingTo(amount).hasScaleOf(2);
        }
    }

    @Property
    void a_sum_is_exact_or_refused(@ForAll @LongRange(min = -MOST, max = MOST) long one,
            @ForAll @LongRange(min = -MOST, max = MOST) long other) {
        isCents(BigInteger.valueOf(one).add(BigInteger.valueOf(other)), orNull(() -> money(one).plus(money(other))));
        isCents(BigInteger.valueOf(one).add(BigInteger.valueOf(other)), orNull(() -> money(other).plus(money(one))));
    }

    @Property
    void a_price_times_a_quantity_is_exact_or_refused(@ForAll @LongRange(min = -MOST, max = MOST) long price,
            @ForAll int quantity) {
        isCents(BigInteger.valueOf(price).multiply(BigInteger.valueOf(quantity)),
                orNull(() -> money(price).times(quantity)));
    }

    @Property
    void a_quantity_costs_what_its_pieces_cost(@ForAll @LongRange(min = 1, max = 1_000_000) long price,
            @ForAll @IntRange(min = 1, max = 50) int quantity) {
        Money sum = money(0);
        for (int i = 0; i < quantity; i++) {
            sum = sum.plus(money(price));
        }
        assertThat(money(price).times(quantity)).isEqualTo(sum);
    }

    @Property
    void the_larger_amount_comes_later_and_equal_ones_are_one(@ForAll @LongRange(min = -MOST, max = MOST) long one,
            @ForAll @LongRange(min = -MOST, max = MOST) long other) {
        assertThat(money(one).compareTo(money(other))).isEqualTo(Long.compare(one, other));
        assertThat(money(one).equals(money(other))).isEqualTo(one == other);
        assertThat(money(one)).hasSameHashCodeAs(Money.of(BigDecimal.valueOf(one).movePointLeft(2), USD));
    }

    private interface Calculation {
        Money result();
    }

    /** Null where the arithmetic is refused. */
    private static Money orNull(Calculation calculation) {
        try {
            return calculation.result();
        } catch (ArithmeticException refused) {
            return null;
        }
    }

    private static void isCents(BigInteger cents, Money money) {
        assertThat(money != null).isEqualTo(cents.abs().compareTo(MOST_CENTS) <= 0);
        if (money != null) {
            assertThat(money.amount().unscaledValue()).isEqualTo(cents);
            assertThat(money.amount()).hasScaleOf(2);
        }
    }

    private static Money money(long cents) {
        return Money.of(BigDecimal.valueOf(cents, 2), USD);
    }
}
