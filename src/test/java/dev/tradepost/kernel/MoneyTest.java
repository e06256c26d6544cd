package dev.tradepost.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.util.Currency;

import org.junit.jupiter.api.Test;

class MoneyTest {

    private static final Currency USD = Currency.getInstance("USD");

    @Test
    void amounts_have_two_decimals_however_they_were_written() {
        assertThat(usd("5")).isEqualTo(usd("5.00")).hasToString("USD 5.00");
    }

    @Test
    void a_third_decimal_is_refused_and_not_rounded() {
        assertThatThrownBy(() -> usd("0.005")).isInstanceOf(ArithmeticException.class);
    }

    @Test
    void a_price_times_a_quantity_is_exact() {
        assertThat(usd("99.99").times(3)).isEqualTo(usd("299.97"));
    }

    @Test
    void what_no_column_can_hold_is_refused() {
        assertThatThrownBy(() -> usd("9999999999.99").plus(usd("0.01"))).isInstanceOf(ArithmeticException.class);
        assertThatThrownBy(() -> usd("10000000").times(1000)).isInstanceOf(ArithmeticException.class);
    }

    @Test
    void two_currencies_do_not_add_up() {
        Money euro = Money.of(BigDecimal.ONE, Currency.getInstance("EUR"));
        assertThatThrownBy(() -> usd("1").plus(euro)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> usd("1").compareTo(euro)).isInstanceOf(IllegalArgumentException.class);
    }

    private static Money usd(String amount) {
        return Money.of(new BigDecimal(amount), USD);
    }

    @Test
    void an_amount_has_the_decimals_of_its_currency_and_no_more_than_two() {
        assertThat(Money.decimals(Currency.getInstance("USD"))).isEqualTo(2);
        assertThat(Money.decimals(Currency.getInstance("JPY"))).isZero();
        assertThat(Money.decimals(Currency.getInstance("KWD"))).isEqualTo(2);
        assertThat(Money.decimals(Currency.getInstance("XAU"))).isZero(); // gold says -1
    }
}
