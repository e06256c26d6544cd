package dev.tradepost.order.payment;

import java.time.Clock;
import java.util.UUID;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;
import jakarta.transaction.Transactional;
import jakarta.transaction.Transactional.TxType;

import org.jboss.logging.Logger;

import dev.tradepost.kernel.Money;
import dev.tradepost.order.lifecycle.Orders;
import dev.tradepost.order.payment.PaymentRecorded.Movement;
import dev.tradepost.order.payment.gateway.PaymentGateway.RefundOutcome;
import dev.tradepost.platform.audit.Audit;
import dev.tradepost.platform.audit.AuditEvent;

/**
 * The one place where the outcome of a refund takes effect, whether it came as an answer, by look-up or by webhook. Only the first outcome
 * has an effect, except that the bank may return the money of a refund that had succeeded.
 */
@ApplicationScoped
class RefundCompletion {

    private static final Logger LOG = Logger.getLogger(RefundCompletion.class);

    private final Orders orders;
    private final PaymentRepository payments;
    private final RefundRepository refunds;
    private final Audit audit;
    private final Clock clock;
    private final Event<PaymentRecorded> recorded;

    RefundCompletion(Orders orders, PaymentRepository payments, RefundRepository refunds, Audit audit, Clock clock,
            Event<PaymentRecorded> recorded) {
        this.orders = orders;
        this.payments = payments;
        this.refunds = refunds;
        this.audit = audit;
        this.clock = clock;
        this.recorded = recorded;
    }

    /** Records an outcome in the caller's transaction. An unknown refund is ignored. */
    @Transactional(TxType.MANDATORY)
    void complete(UUID refundId, RefundOutcome outcome) {
        refunds.orderOf(refundId).ifPresent(orderId -> {
            orders.lockStatus(orderId);
            complete(refunds.findById(refundId), outcome);
        });
    }

    private void complete(Refund refund, RefundOutcome outcome) {
        boolean undone = refund.isUndoneBy(outcome);
        if (!refund.isOpen() && !undone) {
            return;
        }
        refund.complete(outcome, clock.instant());
        Payment payment = payments.findById(refund.paymentId());
        switch (outcome) {
            case RefundOutcome.Succeeded _ -> succeeded(refund, payment);
            case RefundOutcome.Failed failed when undone -> undone(refund, payment, failed.reason());
            case RefundOutcome.Failed failed -> refused(refund, payment, failed.reason());
            case RefundOutcome.Refused refused -> refused(refund, payment, refused.reason());
        }
    }

    private void succeeded(Refund refund, Payment payment) {
        recorded.fire(new PaymentRecorded(Movement.REFUNDED, refund.money()));
        Money total = refunds.succeeded(payment);
        payment.recordRefunds(total, clock.instant());
        orders.refunded(refund.orderId(), refund.event(), total);
    }

    private void refused(Refund refund, Payment payment, String reason) {
        recorded.fire(new PaymentRecorded(Movement.REFUND_REFUSED, refund.money()));
        payment.cancelRefund(refund.money());
        LOG.errorf("Refund %s of %s for order %s was refused (%s); the customer does not have the money", refund.id(),
                refund.money(), refund.orderId(), reason);
    }

    private void undone(Refund refund, Payment payment, String reason) {
        recorded.fire(new PaymentRecorded(Movement.REFUND_FAILED_AFTER_SUCCESS, refund.money()));
        payment.cancelRefund(refund.money());
        orders.refundFailed(refund.orderId(), refunds.succeeded(payment));
        audit.record(AuditEvent.of("refund.failed_after_success", "order", refund.orderId()).by(null)
                .with("refundId", refund.id().toString()).with("amount", refund.money().toString())
                .with("reason", reason));
        LOG.errorf(
                "Refund %s of %s for order %s failed after it had succeeded (%s); the customer does not have the money",
                refund.id(), refund.money(), refund.orderId(), reason);
    }
}
