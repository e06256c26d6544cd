package dev.tradepost.catalog.product;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.util.Currency;

import jakarta.inject.Inject;
import jakarta.validation.Validator;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.quarkus.runtime.configuration.ConfigurationException;
import io.quarkus.test.junit.QuarkusTest;

import dev.tradepost.testsupport.Shop;

/** The shop's currency, in prices and at start. */
@QuarkusTest
class CurrencyTest {

    @Inject
    CurrencyCheck check;
    @Inject
    Validator validator;

    @Test
    void a_shop_whose_products_have_another_currency_does_not_start() {
        Shop.product("5.00", 1);
        assertThatCode(() -> check.check(Currency.getInstance("USD"))).doesNotThrowAnyException();
        assertThatThrownBy(() -> check.check(Currency.getInstance("EUR"))).isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("CURRENCY is EUR, but products are priced in USD");
    }

    @ParameterizedTest
    @CsvSource({"USD,1.25,true", "USD,1,true", "USD,1.250,true", "JPY,100,true", "JPY,100.00,true", "JPY,1e2,true",
            "JPY,100.5,false", "JPY,0.01,false", "KWD,1.25,true",
            "JPY,1.001,true"}) // refused by another rule
    void a_price_has_no_more_decimals_than_the_currency(String currency, BigDecimal price, boolean valid) {
        assertThat(new ShopPrice.ShopPriceValidator(Currency.getInstance(currency)).isValid(price, null))
                .isEqualTo(valid);
    }

    @Test
    void every_request_with_a_price_is_validated() {
        for (Class<?> request : new Class<?>[]{ProductRequest.class, ProductChange.class}) {
            assertThat(validator.getConstraintsForClass(request).getConstraintsForProperty("price")
                    .getConstraintDescriptors()).extracting(rule -> rule.getAnnotation().annotationType().getName())
                    .contains(ShopPrice.class.getName());
        }
    }
}
