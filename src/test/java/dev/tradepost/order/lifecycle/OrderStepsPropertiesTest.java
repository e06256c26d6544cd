package dev.tradepost.order.lifecycle;

import static dev.tradepost.order.lifecycle.OrderStatus.CANCELLED;
import static dev.tradepost.order.lifecycle.OrderStatus.CONFIRMED;
import static dev.tradepost.order.lifecycle.OrderStatus.DELIVERED;
import static dev.tradepost.order.lifecycle.OrderStatus.PENDING;
import static dev.tradepost.order.lifecycle.OrderStatus.PROCESSING;
import static dev.tradepost.order.lifecycle.OrderStatus.SHIPPED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Currency;
import java.util.List;
import java.util.Set;
import java.util.UUID;

import org.jspecify.annotations.Nullable;

import dev.tradepost.kernel.Ids;
import dev.tradepost.kernel.Money;
import dev.tradepost.kernel.Problem;
import dev.tradepost.platform.crypto.FieldEncryption;
import dev.tradepost.platform.crypto.Sealings;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;

/** Sequences of steps, legal and not, against the table of the specification. {@link OrderSequencesTest} does the same with stock. */
class OrderStepsPropertiesTest {

    private static final FieldEncryption SEALING = Sealings.with(Sealings.A_KEY);
    private static final UUID STAFF = Ids.next();
    private static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");
    private static final Money TOTAL = Money.of(new BigDecimal("10.00"), Currency.getInstance("USD"));

    enum Step {
        /** {@link BulkTransitions} makes these two, and only where they are legal. */
        PAY,
        PACK,

        CANCEL,
        CANCEL_UNPAID,
        SHIP,
        DELIVER,
        REFUND;

        /** Where it leads from there; null where it is illegal. */
        @Nullable
        OrderStatus from(OrderStatus status) {
            return switch (this) {
                case PAY -> status == PENDING ? CONFIRMED : null;
                case PACK -> status == CONFIRMED ? PROCESSING : null;
                case CANCEL -> Set.of(PENDING, CONFIRMED, PROCESSING).contains(status) ? CANCELLED : null;
                case CANCEL_UNPAID -> status == PENDING ? CANCELLED : null;
                case SHIP -> status == PROCESSING ? SHIPPED : null;
                case DELIVER -> status == SHIPPED ? DELIVERED : null;
                case REFUND -> null;
            };
        }
    }

    @Property
    void P8_only_legal_steps_are_made_and_the_others_change_nothing(@ForAll @Size(max = 12) List<Step> steps) {
        Order order = PendingOrder.at(NOW);
        List<OrderStatus> path = new ArrayList<>(List.of(PENDING));
        PaymentStatus payment = PaymentStatus.PENDING;
        for (Step step : steps) {
            OrderStatus next = step.from(path.getLast());
            if (step == Step.REFUND) {
                if (isPaid(payment)) {
                    order.refund(TOTAL, NOW);
                    payment = PaymentStatus.REFUNDED;
                }
            } else if (next == SHIPPED && payment == PaymentStatus.REFUNDED) {
                isRefused(step, order, "order_refunded");
            } else if (next != null) {
                payment = paymentAfter(step, payment);
                make(step, order);
                path.add(next);
            } else if (step != Step.PAY && step != Step.PACK) {
                isRefused(step, order, "illegal_transition");
            }
            OrderDetail detail = order.detail(SEALING);
            assertThat(detail.history()).extracting(OrderDetail.StatusHistoryEntry::status).isEqualTo(path);
            assertThat(detail.status()).isEqualTo(path.getLast());
            assertThat(detail.paymentStatus()).isEqualTo(payment);
            assertThat(detail.trackingNumber()).isEqualTo(path.contains(SHIPPED) ? "1Z" : null);
        }
    }

    private static void isRefused(Step step, Order order, String code) {
        OrderDetail before = order.detail(SEALING);
        assertThatExceptionOfType(Problem.Conflict.class).isThrownBy(() -> make(step, order)).returns(code,
                Problem::code);
        assertThat(order.detail(SEALING)).isEqualTo(before);
    }

    private static boolean isPaid(PaymentStatus payment) {
        return payment == PaymentStatus.PAID || payment == PaymentStatus.REFUNDED;
    }

    private static PaymentStatus paymentAfter(Step step, PaymentStatus payment) {
        return switch (step) {
            case PAY -> PaymentStatus.PAID;
            case CANCEL, CANCEL_UNPAID -> isPaid(payment) ? payment : PaymentStatus.FAILED;
            default -> payment;
        };
    }

    private static void make(Step step, Order order) {
        switch (step) {
            case PAY -> PendingOrder.reach(order, CONFIRMED, PaymentStatus.PAID, "payment", NOW);
            case PACK -> PendingOrder.reach(order, PROCESSING, order.detail(SEALING).paymentStatus(), "inventory",
                    NOW);
            case CANCEL -> order.cancel(STAFF, "Changed my mind", NOW);
            case CANCEL_UNPAID -> order.cancelUnpaid("declined", NOW);
            case SHIP -> order.ship("1Z", STAFF, null, NOW);
            case DELIVER -> order.deliver(STAFF, null, NOW);
            case REFUND -> order.refund(TOTAL, NOW);
        }
    }
}
