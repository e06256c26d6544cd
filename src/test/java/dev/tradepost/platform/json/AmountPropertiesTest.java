package dev.tradepost.platform.json;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.math.BigDecimal;
import java.util.Currency;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;

import dev.tradepost.kernel.Money;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.LongRange;

/** Amounts in JSON. */
class AmountPropertiesTest {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final long MOST = 999_999_999_999L;

    static {
        new StrictJson().customize(JSON);
    }

    record Priced(BigDecimal price, Currency currency) {}

    @Provide
    Arbitrary<Currency> currencies() {
        return Arbitraries.of(Currency.getAvailableCurrencies());
    }

    @Property
    void an_amount_is_written_with_its_two_decimals_and_is_read_as_the_same(
            @ForAll @LongRange(min = -MOST, max = MOST) long cents, @ForAll("currencies") Currency currency)
            throws IOException {
        Money money = Money.of(BigDecimal.valueOf(cents, 2), currency);
        String text = JSON.writeValueAsString(new Priced(money.amount(), currency));
        assertThat(text).matches("\\{\"price\":-?\\d+\\.\\d\\d,\"currency\":\"[A-Z]{3}\"}");
        Priced read = JSON.readValue(text, Priced.class);
        assertThat(Money.of(read.price(), read.currency())).isEqualTo(money);
    }

    /** Not even one that would take a machine hours to calculate with. */
    @Property
    void whatever_stands_for_a_price_is_read_exactly_or_refused(@ForAll BigDecimal number) {
        try {
            assertThat(JSON.readValue("{\"price\":" + number + "}", Priced.class).price()).isEqualTo(number);
        } catch (JsonProcessingException refused) {
            assertThat(number.precision() > 100 || Math.abs((long) number.scale()) > 100).isTrue();
        }
    }
}
