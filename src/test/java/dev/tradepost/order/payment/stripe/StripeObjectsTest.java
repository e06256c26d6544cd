package dev.tradepost.order.payment.stripe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;

import org.junit.jupiter.api.Test;

import dev.tradepost.order.payment.stripe.StripeObjects.Fault;
import dev.tradepost.order.payment.stripe.StripeObjects.Intent;
import dev.tradepost.order.payment.stripe.StripeObjects.StripeEvent;

class StripeObjectsTest {

    @Test
    void an_event_is_read_with_what_it_is_about_and_nothing_else() throws IOException {
        StripeEvent event = StripeObjects.read("""
                {"id": "evt_1", "type": "payment_intent.succeeded", "livemode": false, "data": {"previous": 1,
                 "object": {"id": "pi_1", "status": "succeeded", "client_secret": "pi_1_secret", "amount": 1250,
                            "metadata": {"tradepost_payment": "x"}}}}""".getBytes(StandardCharsets.UTF_8),
                StripeEvent.class);
        Intent intent = StripeObjects.as(event.data().object(), Intent.class);
        assertThat(intent)
                .isEqualTo(new Intent("pi_1", "succeeded", "pi_1_secret", null, Map.of("tradepost_payment", "x")));
        assertThat(intent).hasToString("Intent[pi_1, succeeded]");
    }

    @Test
    void what_is_no_object_is_no_event() {
        assertThatThrownBy(() -> StripeObjects.read("null".getBytes(StandardCharsets.UTF_8), StripeEvent.class))
                .isInstanceOf(IOException.class);
        assertThatThrownBy(() -> StripeObjects.read("{".getBytes(StandardCharsets.UTF_8), StripeEvent.class))
                .isInstanceOf(IOException.class);
    }

    @Test
    void a_fault_is_told_by_its_code_or_else_its_kind() {
        assertThat(new Fault("card_error", "card_declined", null).reason()).isEqualTo("card_declined");
        assertThat(new Fault("card_error", null, "amount").reason()).isEqualTo("card_error");
        assertThat(Fault.UNKNOWN.reason()).isEqualTo("refused");
    }
}
