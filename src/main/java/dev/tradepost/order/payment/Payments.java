package dev.tradepost.order.payment;

import java.time.Duration;
import java.util.Optional;
import java.util.UUID;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import jakarta.transaction.Transactional.TxType;

import org.jspecify.annotations.Nullable;

import dev.tradepost.order.payment.gateway.PaymentGateway.ChargeOutcome;
import dev.tradepost.order.payment.gateway.PaymentGateway.RefundOutcome;

/** The door to this feature: collects payments, sends refunds, and takes what webhooks report. */
@ApplicationScoped
public class Payments {

    /** The actor of order transitions and refunds that a payment causes. */
    public static final String ACTOR = "payment";

    private final TransferProtocol protocol;
    private final PaymentService paymentService;
    private final PaymentRepository payments;
    private final PaymentCompletion paymentCompletion;
    private final RefundService refundService;
    private final RefundCompletion refundCompletion;

    Payments(TransferProtocol protocol, PaymentService paymentService, PaymentRepository payments,
            PaymentCompletion paymentCompletion, RefundService refundService, RefundCompletion refundCompletion) {
        this.protocol = protocol;
        this.paymentService = paymentService;
        this.payments = payments;
        this.paymentCompletion = paymentCompletion;
        this.refundService = refundService;
        this.refundCompletion = refundCompletion;
    }

    /** The gateway failed or did not answer: try again later. */
    public static final class PaymentPending extends Exception {
        PaymentPending(String why) {
            super(why);
        }
    }

    /** Another caller or the customer decides the payment: wait. */
    public static final class PaymentUndecided extends Exception {
        private final transient Duration remaining;

        PaymentUndecided(String why, Duration remaining) {
            super(why);
            this.remaining = remaining;
        }

        /** The time to wait before the next call. */
        public Duration remaining() {
            return remaining;
        }
    }

    /** A payment as a webhook needs it. */
    public record KnownPayment(UUID id, UUID orderId, String gateway, @Nullable String gatewayReference,
            boolean isOpen) {}

    /**
     * Completes the payment of an order: paid, or cancelled because it was declined or the gateway never answered. Also looks up the
     * payment of an order that was cancelled in the meantime. Must be called outside a transaction; concurrent calls are safe.
     *
     * @throws PaymentPending if the gateway failed: call again later
     * @throws PaymentUndecided if another caller has the lease, or the gateway or the customer needs time: call again after it
     */
    public void collect(UUID orderId) throws PaymentPending, PaymentUndecided {
        protocol.move(paymentService, paymentService.start(orderId));
    }

    /** Completes each refund of an order, whatever becomes of the others. Otherwise like {@link #collect}. */
    public void refund(UUID orderId) throws PaymentPending, PaymentUndecided {
        PaymentPending failed = null;
        PaymentUndecided undecided = null;
        for (UUID refundId : refundService.open(orderId)) {
            try {
                protocol.move(refundService, refundService.claim(orderId, refundId));
            } catch (PaymentPending pending) {
                failed = pending;
            } catch (PaymentUndecided wait) {
                undecided = wait;
            }
        }
        if (undecided != null) { // first, because it uses up no tries of the message
            throw undecided;
        }
        if (failed != null) {
            throw failed;
        }
    }

    @Transactional
    public Optional<KnownPayment> find(UUID paymentId) {
        return payments.findByIdOptional(paymentId).map(payment -> new KnownPayment(paymentId, payment.orderId(),
                payment.gateway(), payment.gatewayReference(), payment.isOpen()));
    }

    /** Why the payment of an order was declined, if it was. */
    @Transactional
    public Optional<String> declineReason(UUID orderId) {
        return payments.latest(orderId).flatMap(Payment::declineReason);
    }

    /** Records the outcome of a charge that a webhook reports, in the caller's transaction. */
    @Transactional(TxType.MANDATORY)
    public void complete(KnownPayment payment, ChargeOutcome outcome) {
        paymentCompletion.completeNow(payment.orderId(), payment.id(), outcome);
    }

    /** {@link #complete} for a refund; an unknown one is ignored. */
    @Transactional(TxType.MANDATORY)
    public void completeRefund(UUID refundId, RefundOutcome outcome) {
        refundCompletion.complete(refundId, outcome);
    }
}
