package dev.tradepost.order.payment.stripe;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;

import org.junit.jupiter.api.Test;

class StripeSignatureTest {

    private static final String SECRET = "whsec_test";
    private static final byte[] BODY = "{\"id\":\"evt_1\"}".getBytes(StandardCharsets.UTF_8);
    private static final Instant SIGNED = Instant.ofEpochSecond(1764000000);
    /** Made with openssl dgst -sha256 -hmac. */
    private static final String V1 = "76728ba9029660ebc0a14b80fefcffcc0ad9c7139948290090e9bb71e97d5918";
    private static final String HEADER = "t=1764000000,v1=" + V1;

    @Test
    void one_that_fits_is_taken_for_five_minutes() {
        assertThat(fits(HEADER, SIGNED)).isTrue();
        assertThat(fits(HEADER, SIGNED.plus(StripeSignature.TOLERANCE))).isTrue();
        assertThat(fits(HEADER, SIGNED.plus(StripeSignature.TOLERANCE).plusSeconds(1))).isFalse();
        assertThat(fits(HEADER, SIGNED.minus(Duration.ofMinutes(6)))).isFalse();
    }

    @Test
    void one_of_several_is_enough() {
        assertThat(fits("t=1764000000,v1=" + "0".repeat(64) + ",v1=" + V1 + ",v0=" + V1, SIGNED)).isTrue();
    }

    @Test
    void everything_else_is_refused() {
        for (String header : new String[]{null, "", "t=1764000000", "v1=" + V1, "t=,v1=" + V1, "t=x,v1=" + V1,
                "t=1764000001,v1=" + V1, "t=1764000000,v0=" + V1, "t=1764000000,v1=" + V1.replace('0', '1'),
                "t=1764000000,v1=", "t=99999999999999999999,v1=" + V1, "t=-1,v1=" + V1}) {
            assertThat(fits(header, SIGNED)).as(header).isFalse();
        }
        assertThat(
                StripeSignature.matches(HEADER, "{\"id\":\"evt_2\"}".getBytes(StandardCharsets.UTF_8), SECRET, SIGNED))
                .isFalse();
        assertThat(StripeSignature.matches(HEADER, BODY, "whsec_other", SIGNED)).isFalse();
    }

    private static boolean fits(String header, Instant now) {
        return StripeSignature.matches(header, BODY, SECRET, now);
    }
}
