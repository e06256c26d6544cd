package dev.tradepost.order.payment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.Currency;
import java.util.UUID;

import org.junit.jupiter.api.Test;

import dev.tradepost.kernel.Ids;
import dev.tradepost.kernel.Money;
import dev.tradepost.order.api.OrderEvent;
import dev.tradepost.order.payment.PaymentResource.RefundView;
import dev.tradepost.order.payment.Payments.PaymentUndecided;
import dev.tradepost.order.payment.gateway.PaymentGateway.RefundOutcome;

class RefundTest {

    private static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");
    private static final Instant LATER = NOW.plusSeconds(60);
    private static final Money AMOUNT = Money.of(new BigDecimal("12.50"), Currency.getInstance("EUR"));

    private final UUID orderId = Ids.next();
    private final UUID paymentId = Ids.next();
    private final Refund refund = new Refund(orderId, paymentId, AMOUNT, "Arrived broken", "staff", NOW);

    @Test
    void one_that_is_promised_belongs_to_nobody_yet() {
        assertThat(refund.isRequested()).isTrue();
        assertThat(refund.isOpen()).isTrue();
        assertThat(refund.leaseRemaining(NOW)).isZero();
        assertThat(refund.tries()).isZero();
        assertThat(refund.orderId()).isEqualTo(orderId);
        assertThat(refund.paymentId()).isEqualTo(paymentId);
        assertThat(refund.money()).isEqualTo(AMOUNT);
        assertThat(refund.view()).isEqualTo(view("REQUESTED", null, NOW));
        assertThat(refund.event()).isEqualTo(new OrderEvent.RefundData(refund.id(), AMOUNT.amount(), "Arrived broken"));
    }

    @Test
    void whoever_sends_it_has_it_for_a_time_or_until_they_let_it_go() {
        refund.startTry(LATER, Duration.ofSeconds(8));
        assertThat(refund.isRequested()).isFalse();
        assertThat(refund.isOpen()).isTrue();
        assertThat(refund.leaseRemaining(LATER)).isEqualTo(Duration.ofSeconds(8));
        assertThat(refund.view()).isEqualTo(view("STARTED", null, LATER));
        refund.release(LATER.plusSeconds(1));
        assertThat(refund.leaseRemaining(LATER.plusSeconds(1))).isZero();
        assertThat(refund.view()).isEqualTo(view("STARTED", null, LATER.plusSeconds(1)));
    }

    @Test
    void each_try_is_counted() {
        refund.startTry(LATER, Duration.ofSeconds(8));
        refund.startTry(LATER, Duration.ofSeconds(8));
        assertThat(refund.tries()).isEqualTo(2);
        assertThat(refund.view().updatedAt()).isEqualTo(LATER);
    }

    /** Who finds that the last one has not told the outcome looks it up, which is no further try. */
    @Test
    void one_caller_at_a_time_claims_it_and_nobody_once_it_is_decided() throws PaymentUndecided {
        Duration lease = Duration.ofSeconds(8);
        assertThat(refund.claim(LATER, lease)).isTrue();
        assertThatThrownBy(() -> refund.claim(LATER.plusSeconds(7), lease)).isInstanceOf(PaymentUndecided.class);
        assertThat(refund.claim(LATER.plusSeconds(8), lease)).isTrue();
        assertThat(refund.leaseRemaining(LATER.plusSeconds(8))).isEqualTo(lease);
        assertThat(refund.tries()).isEqualTo(1);
        refund.complete(new RefundOutcome.Succeeded("re_1"), LATER.plusSeconds(9));
        assertThat(refund.claim(LATER.plusSeconds(60), lease)).isFalse();
    }

    @Test
    void money_on_its_way_is_done() {
        refund.complete(new RefundOutcome.Succeeded("re_1"), LATER);
        assertThat(refund.view()).isEqualTo(view("DONE", null, LATER));
        assertThat(refund.isOpen()).isFalse();
        assertThat(refund.isRequested()).isFalse();
    }

    @Test
    void a_refusal_says_why() {
        refund.complete(new RefundOutcome.Refused("charge_disputed"), LATER);
        assertThat(refund.view()).isEqualTo(view("FAILED", "charge_disputed", LATER));
        assertThat(refund.isOpen()).isFalse();
    }

    @Test
    void one_that_the_gateway_could_not_carry_out_has_failed() {
        refund.complete(new RefundOutcome.Failed("re_1", "lost_or_stolen_card"), LATER);
        assertThat(refund.view()).isEqualTo(view("FAILED", "lost_or_stolen_card", LATER));
    }

    @Test
    void only_the_failure_of_the_same_refund_undoes_one_that_is_done() {
        RefundOutcome failure = new RefundOutcome.Failed("re_1", "lost_or_stolen_card");
        assertThat(refund.isUndoneBy(failure)).isFalse();
        refund.complete(new RefundOutcome.Succeeded("re_1"), LATER);
        assertThat(refund.isUndoneBy(failure)).isTrue();
        assertThat(refund.isUndoneBy(new RefundOutcome.Failed("re_2", "lost_or_stolen_card"))).isFalse();
        assertThat(refund.isUndoneBy(new RefundOutcome.Refused("charge_already_refunded"))).isFalse();
        assertThat(refund.isUndoneBy(new RefundOutcome.Succeeded("re_1"))).isFalse();
        refund.complete(failure, LATER);
        assertThat(refund.isUndoneBy(failure)).isFalse();
        assertThat(refund.view().status()).isEqualTo("FAILED");
    }

    private RefundView view(String status, String failure, Instant updatedAt) {
        return new RefundView(refund.id(), paymentId, status, AMOUNT.amount(), "EUR", "Arrived broken", "staff",
                failure, NOW, updatedAt);
    }
}
