package dev.tradepost.order.payment.stripe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.util.Currency;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import dev.tradepost.kernel.Money;

class MinorUnitsTest {

    @ParameterizedTest
    @CsvSource({"USD,19.99,1999", "EUR,0.01,1", "JPY,500.00,500", "KRW,12000,12000", "KWD,5.25,5250", "BHD,1,1000",
            "ISK,5.00,500", "UGX,5.00,500", "MGA,5.00,5", "USD,9999999999.99,999999999999"})
    void an_amount_is_counted_as_stripe_counts_it(String currency, BigDecimal amount, long units) {
        assertThat(MinorUnits.of(Money.of(amount, Currency.getInstance(currency)))).isEqualTo(units);
    }

    @Test
    void what_a_currency_cannot_express_is_not_rounded() {
        assertThatThrownBy(() -> MinorUnits.of(Money.of(new BigDecimal("5.50"), Currency.getInstance("JPY"))))
                .isInstanceOf(ArithmeticException.class);
    }
}
