package dev.tradepost.order.payment;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Field;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.Currency;
import java.util.Set;
import java.util.UUID;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import dev.tradepost.kernel.Ids;
import dev.tradepost.kernel.Money;
import dev.tradepost.order.payment.Payment.ChargeStatus;
import dev.tradepost.order.payment.PaymentResource.PaymentView;
import dev.tradepost.order.payment.gateway.PaymentGateway.ChargeOutcome;

class PaymentTest {

    private static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");
    private static final Set<String> OF_PAYMENTS = Set.of("attempt", "status", "refundedAmount", "gateway");
    private static final Instant LATER = NOW.plusSeconds(60);
    private static final ChargeOutcome CAPTURED = new ChargeOutcome.Captured("ch_1");
    private static final ChargeOutcome DECLINED = new ChargeOutcome.Declined("card_declined");
    private static final Duration CUSTOMERS_TIME = Duration.ofMinutes(10);

    private final UUID id = Ids.next();
    private final UUID orderId = Ids.next();
    private final Payment payment = new Payment();

    /** As Hibernate reads one that has just been begun. */
    @BeforeEach
    void begin() throws ReflectiveOperationException {
        field("id").set(payment, id);
        field("orderId").set(payment, orderId);
        field("attempt").set(payment, 2);
        field("tries").set(payment, 1);
        field("status").set(payment, ChargeStatus.STARTED);
        field("amount").set(payment, new BigDecimal("12.50"));
        field("refundedAmount").set(payment, new BigDecimal("2.50"));
        field("currency").set(payment, "EUR");
        field("gateway").set(payment, "stripe");
        field("leaseEnd").set(payment, LATER);
        field("createdAt").set(payment, NOW);
    }

    @Test
    void one_that_was_begun_is_open_and_belongs_to_whoever_asks_the_gateway() {
        assertThat(payment.isStarted()).isTrue();
        assertThat(payment.isOpen()).isTrue();
        assertThat(payment.waitsForCustomer()).isFalse();
        assertThat(payment.accepts(DECLINED)).isTrue();
        assertThat(payment.leaseRemaining(NOW)).isEqualTo(Duration.ofMinutes(1));
        assertThat(payment.id()).isEqualTo(id);
        assertThat(payment.orderId()).isEqualTo(orderId);
        assertThat(payment.gateway()).isEqualTo("stripe");
        assertThat(payment.gatewayReference()).isNull();
        assertThat(payment.money()).isEqualTo(Money.of(new BigDecimal("12.50"), Currency.getInstance("EUR")));
        assertThat(payment.view(true)).isEqualTo(new PaymentView(id, 2, "STARTED", new BigDecimal("12.50"),
                new BigDecimal("2.50"), "EUR", "stripe", null, null, NOW));
    }

    @Test
    void each_try_is_counted() throws ReflectiveOperationException {
        payment.startTry(LATER, Duration.ofSeconds(8));
        assertThat(payment.tries()).isEqualTo(2);
        assertThat(payment.leaseRemaining(LATER)).isEqualTo(Duration.ofSeconds(8));
        assertThat(updatedAt()).isEqualTo(LATER);
    }

    @Test
    void a_claim_ends_after_its_time_or_when_it_is_let_go() throws ReflectiveOperationException {
        payment.lease(LATER, Duration.ofSeconds(8));
        assertThat(payment.leaseRemaining(LATER)).isEqualTo(Duration.ofSeconds(8));
        assertThat(updatedAt()).isEqualTo(LATER);
        payment.release(LATER);
        assertThat(payment.leaseRemaining(LATER)).isZero();
    }

    @Test
    void money_that_came_is_noted_by_the_gateways_name_of_it() throws ReflectiveOperationException {
        payment.fail("no answer", NOW);
        payment.complete(new ChargeOutcome.Captured("ch_1"), LATER, CUSTOMERS_TIME);
        assertThat(payment.view(true)).returns("CAPTURED", PaymentView::status).returns(null, PaymentView::failure);
        assertThat(payment.gatewayReference()).isEqualTo("ch_1");
        assertThat(payment.isOpen()).isFalse();
        assertThat(payment.accepts(CAPTURED)).isFalse();
        assertThat(updatedAt()).isEqualTo(LATER);
    }

    @Test
    void what_is_left_of_the_money_is_refundable() throws ReflectiveOperationException {
        payment.complete(CAPTURED, NOW, CUSTOMERS_TIME);
        assertThat(payment.refundable()).isEqualTo(euros("10.00"));
        assertThat(payment.reserveRefund(euros("10.01"))).isFalse();
        assertThat(payment.isBeingRefunded()).isFalse();
        assertThat(payment.reserveRefund(euros("10.00"))).isTrue();
        assertThat(payment.refundable()).isEqualTo(euros("0.00"));
        assertThat(payment.isBeingRefunded()).isTrue();
        payment.recordRefunds(euros("2.50"), LATER);
        assertThat(payment.view(true).status()).isEqualTo("CAPTURED");
        payment.recordRefunds(euros("12.50"), LATER);
        assertThat(payment.view(true).status()).isEqualTo("REFUNDED");
        assertThat(payment.isBeingRefunded()).isFalse();
        assertThat(payment.accepts(CAPTURED)).isFalse();
        assertThat(updatedAt()).isEqualTo(LATER);
        payment.cancelRefund(euros("10.00"));
        assertThat(payment.view(true)).returns("CAPTURED", PaymentView::status).returns(new BigDecimal("2.50"),
                PaymentView::refundedAmount);
    }

    @Test
    void a_refusal_says_why() {
        payment.complete(new ChargeOutcome.Declined("card_declined"), LATER, CUSTOMERS_TIME);
        assertThat(payment.view(true)).returns("DECLINED", PaymentView::status).returns("card_declined",
                PaymentView::failure);
        assertThat(payment.declineReason()).contains("card_declined");
        assertThat(payment.accepts(CAPTURED)).isTrue();
        assertThat(payment.accepts(DECLINED)).isFalse();
        assertThat(payment.isOpen()).isFalse();
    }

    @Test
    void what_the_customer_needs_to_act_is_shown_to_them_alone_and_while_they_have_to() {
        payment.complete(new ChargeOutcome.RequiresAction("pi_1", "pi_1_secret"), LATER, CUSTOMERS_TIME);
        assertThat(payment.waitsForCustomer()).isTrue();
        assertThat(payment.isOpen()).isTrue();
        assertThat(payment.isStarted()).isFalse();
        assertThat(payment.gatewayReference()).isEqualTo("pi_1");
        assertThat(payment.leaseRemaining(LATER)).isEqualTo(CUSTOMERS_TIME);
        assertThat(payment.view(true).clientSecret()).isEqualTo("pi_1_secret");
        assertThat(payment.view(false).clientSecret()).isNull();
        payment.complete(new ChargeOutcome.Captured("pi_1"), LATER, CUSTOMERS_TIME);
        assertThat(payment.view(true).clientSecret()).isNull();
    }

    @Test
    void one_that_is_given_up_keeps_the_reason_and_no_secret() throws ReflectiveOperationException {
        payment.complete(new ChargeOutcome.RequiresAction("pi_1", "pi_1_secret"), NOW, CUSTOMERS_TIME);
        payment.fail("unknown to the gateway", LATER);
        assertThat(payment.view(true)).isEqualTo(new PaymentView(id, 2, "FAILED", new BigDecimal("12.50"),
                new BigDecimal("2.50"), "EUR", "stripe", "unknown to the gateway", null, NOW));
        assertThat(payment.declineReason()).isEmpty();
        assertThat(payment.accepts(CAPTURED)).isTrue();
        assertThat(payment.accepts(DECLINED)).isFalse();
        assertThat(updatedAt()).isEqualTo(LATER);
    }

    private Instant updatedAt() throws ReflectiveOperationException {
        return (Instant) field("updatedAt").get(payment);
    }

    private static Money euros(String amount) {
        return Money.of(new BigDecimal(amount), Currency.getInstance("EUR"));
    }

    private static Field field(String name) throws NoSuchFieldException {
        Class<?> type = OF_PAYMENTS.contains(name) ? Payment.class : MoneyTransfer.class;
        Field field = type.getDeclaredField(name);
        field.setAccessible(true);
        return field;
    }
}
