package dev.tradepost.order.payment;

import java.time.Duration;
import java.util.Optional;
import java.util.UUID;

import jakarta.enterprise.context.ApplicationScoped;

import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

import dev.tradepost.order.payment.PaymentGateway.GatewayUnavailable;
import dev.tradepost.order.payment.PaymentGateway.RefundOrder;
import dev.tradepost.order.payment.PaymentGateway.RefundOutcome;
import dev.tradepost.order.payment.Payments.PaymentPending;
import dev.tradepost.order.payment.Payments.PaymentUndecided;
import dev.tradepost.order.payment.RefundRecords.RefundStep;

/** Sends money back. What is owed is never given up: when the quick tries are used up it is tried at the longest intervals there are. */
@ApplicationScoped
class Refunds {

    private static final Logger LOG = Logger.getLogger(Refunds.class);
    private static final Duration LONG = Duration.ofDays(1);

    private final RefundRecords ledger;
    private final PaymentConfig config;
    private final Gateways gateways;

    Refunds(RefundRecords ledger, PaymentConfig config, Gateways gateways) {
        this.ledger = ledger;
        this.config = config;
        this.gateways = gateways;
    }

    /** Brings every refund of an order to its end. Each has its turn, whatever becomes of the one before. */
    void send(UUID orderId) throws PaymentPending, PaymentUndecided {
        Failures failures = new Failures();
        for (UUID refundId : ledger.open(orderId)) {
            try {
                send(orderId, refundId);
            } catch (PaymentPending pending) {
                failures.pending = pending;
            } catch (PaymentUndecided undecided) {
                failures.undecided = undecided;
            }
        }
        failures.rethrow();
    }

    private void send(UUID orderId, UUID refundId) throws PaymentPending, PaymentUndecided {
        switch (ledger.next(orderId, refundId)) {
            case RefundStep.Nothing _ -> {
                // done
            }
            case RefundStep.Wait wait -> throw new PaymentUndecided("another instance is at it", wait.remaining());
            case RefundStep.Send send -> send(send.refund());
            case RefundStep.LookUp lookUp -> lookUp(lookUp.refund());
        }
    }

    private void send(RefundOrder refund) throws PaymentPending, PaymentUndecided {
        try {
            complete(refund, gateways.configured().refund(refund));
        } catch (GatewayUnavailable noAnswer) {
            unanswered(refund, noAnswer);
        }
    }

    private void lookUp(RefundOrder refund) throws PaymentPending, PaymentUndecided {
        Optional<RefundOutcome> outcome;
        try {
            outcome = gateways.configured().findRefund(refund);
        } catch (GatewayUnavailable noAnswer) {
            ledger.unanswered(refund.orderId(), refund.idempotencyKey());
            throw new PaymentUndecided("the gateway does not say what became of a refund", config.lease());
        }
        if (outcome.isPresent()) {
            complete(refund, outcome.get());
            return;
        }
        Optional<RefundOrder> again = ledger.again(refund.orderId(), refund.idempotencyKey());
        if (again.isPresent()) {
            send(again.get());
        }
    }

    void complete(UUID refundId, RefundOutcome outcome) {
        ledger.orderOf(refundId).ifPresent(orderId -> ledger.complete(orderId, refundId, outcome));
    }

    private void complete(RefundOrder refund, RefundOutcome outcome) {
        ledger.complete(refund.orderId(), refund.idempotencyKey(), outcome);
    }

    private void unanswered(RefundOrder refund, GatewayUnavailable why) throws PaymentPending, PaymentUndecided {
        ledger.unanswered(refund.orderId(), refund.idempotencyKey());
        if (refund.tries() < config.maxAttempts()) {
            throw new PaymentPending("the gateway did not answer refund try " + refund.tries());
        }
        LOG.errorf("Refund %s for order %s has no answer after %d tries (%s); it is tried until it has one",
                refund.idempotencyKey(), refund.orderId(), refund.tries(), why.getMessage());
        throw new PaymentUndecided("a refund has no answer", LONG);
    }

    /** What some of several refunds have ended with. */
    private static final class Failures {
        private @Nullable PaymentPending pending;
        private @Nullable PaymentUndecided undecided;

        /** What uses up tries comes second, so that a refund that needs many is not cut short by one that needs few. */
        private void rethrow() throws PaymentPending, PaymentUndecided {
            if (undecided != null) {
                throw undecided;
            }
            if (pending != null) {
                throw pending;
            }
        }
    }
}
