package dev.tradepost.order.payment;

import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;
import jakarta.transaction.Transactional;
import jakarta.transaction.Transactional.TxType;

import org.jboss.logging.Logger;

import io.quarkus.narayana.jta.QuarkusTransaction;

import dev.tradepost.order.lifecycle.Orders;
import dev.tradepost.order.lifecycle.Orders.AmountDue;
import dev.tradepost.order.payment.PaymentRecorded.Movement;
import dev.tradepost.order.payment.gateway.PaymentConfig;
import dev.tradepost.order.payment.gateway.PaymentGateway.ChargeOutcome;
import dev.tradepost.order.payment.gateway.PaymentGateway.ChargeOutcome.Captured;
import dev.tradepost.order.payment.gateway.PaymentGateway.ChargeOutcome.Declined;
import dev.tradepost.order.payment.gateway.PaymentGateway.ChargeOutcome.RequiresAction;
import dev.tradepost.platform.database.MicroBatcher;
import dev.tradepost.platform.tracing.Trace;

/**
 * The one place where the outcome of a charge takes effect, whether it came as an answer, by look-up or by webhook. Only the first
 * outcome has an effect. Money that is captured for a closed order is recorded and refunded.
 */
@ApplicationScoped
class PaymentCompletion {

    private static final Logger LOG = Logger.getLogger(PaymentCompletion.class);

    private final Orders orders;
    private final PaymentRepository payments;
    private final RefundService refunds;
    private final PaymentConfig config;
    private final Clock clock;
    private final Event<PaymentRecorded> recorded;
    private final MicroBatcher<ReportedOutcome, UUID> outcomes = new MicroBatcher<>(this::completeBatch);

    /** @param trace the trace to continue */
    private record ReportedOutcome(UUID orderId, UUID paymentId, ChargeOutcome outcome, Trace trace) {}

    PaymentCompletion(Orders orders, PaymentRepository payments, RefundService refunds, PaymentConfig config,
            Clock clock, Event<PaymentRecorded> recorded) {
        this.orders = orders;
        this.payments = payments;
        this.refunds = refunds;
        this.config = config;
        this.clock = clock;
        this.recorded = recorded;
    }

    /** Records an outcome, together with those that arrive at the same time. */
    void complete(UUID orderId, UUID paymentId, ChargeOutcome outcome) {
        outcomes.call(new ReportedOutcome(orderId, paymentId, outcome, Trace.current()));
    }

    private List<UUID> completeBatch(List<ReportedOutcome> batch) {
        QuarkusTransaction.requiringNew().run(() -> complete(batch));
        return batch.stream().map(ReportedOutcome::paymentId).toList();
    }

    /** Records an outcome in the caller's transaction. */
    @Transactional(TxType.MANDATORY)
    void completeNow(UUID orderId, UUID paymentId, ChargeOutcome outcome) {
        complete(List.of(new ReportedOutcome(orderId, paymentId, outcome, Trace.current())));
    }

    private void complete(List<ReportedOutcome> reported) {
        Map<UUID, AmountDue> due = orders.lockDue(reported.stream().map(ReportedOutcome::orderId).toList());
        Set<UUID> captured = capture(reported, due);
        for (ReportedOutcome each : reported) {
            if (!captured.contains(each.paymentId())) {
                each.trace().run(() -> complete(each, due.containsKey(each.orderId())));
            }
        }
    }

    /** The usual outcome, with one statement for all: money is captured for a PENDING order. */
    private Set<UUID> capture(List<ReportedOutcome> reported, Map<UUID, AmountDue> due) {
        Map<UUID, String> references = new HashMap<>();
        for (ReportedOutcome each : reported) {
            if (each.outcome() instanceof Captured captured && due.containsKey(each.orderId())) {
                references.put(each.paymentId(), captured.reference());
            }
        }
        if (references.isEmpty()) {
            return Set.of();
        }
        Set<UUID> captured = payments.capture(references, clock.instant());
        Map<UUID, Trace> paid = reported.stream().filter(each -> captured.contains(each.paymentId()))
                .collect(Collectors.toMap(ReportedOutcome::orderId, ReportedOutcome::trace, (one, _) -> one));
        orders.paid(paid);
        due.values().stream().filter(each -> paid.containsKey(each.orderId()))
                .forEach(each -> recorded.fire(new PaymentRecorded(Movement.CAPTURED, each.amount())));
        return captured;
    }

    private void complete(ReportedOutcome reported, boolean due) {
        Payment payment = payments.findById(reported.paymentId());
        if (!payment.accepts(reported.outcome())) {
            return;
        }
        payment.complete(reported.outcome(), clock.instant(), due ? config.confirmWithin() : Duration.ZERO);
        switch (reported.outcome()) {
            case Captured _ -> refundLate(payment);
            case Declined declined -> {
                recorded.fire(new PaymentRecorded(Movement.DECLINED, payment.money()));
                if (due) {
                    orders.paymentFailed(payment.orderId(), "payment declined: " + declined.reason());
                }
            }
            case RequiresAction _ -> LOG.debugf("Payment %s waits for the customer", payment.id());
        }
    }

    private void refundLate(Payment payment) {
        LOG.warnf("Payment %s was captured after order %s was closed; it is refunded", payment.id(), payment.orderId());
        recorded.fire(new PaymentRecorded(Movement.CAPTURED, payment.money()));
        refunds.requestAll(payment.orderId(), "paid after the order was closed", Payments.ACTOR);
    }
}
