package dev.tradepost.order.payment;

import java.time.Duration;
import java.util.Optional;
import java.util.UUID;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import jakarta.transaction.Transactional.TxType;

import org.jspecify.annotations.Nullable;

import dev.tradepost.order.payment.PaymentGateway.Charge;
import dev.tradepost.order.payment.PaymentGateway.ChargeOutcome;
import dev.tradepost.order.payment.PaymentGateway.GatewayUnavailable;
import dev.tradepost.order.payment.PaymentGateway.RefundOutcome;
import dev.tradepost.order.payment.PaymentRecords.PaymentStep;

/** The door to this feature: collects payments and sends refunds. */
@ApplicationScoped
public class Payments {

    private final PaymentStarter paymentStarter;
    private final PaymentRecords ledger;
    private final PaymentConfig config;
    private final Gateways gateways;
    private final Refunds refunds;

    Payments(PaymentStarter paymentStarter, PaymentRecords ledger, PaymentConfig config,
            Gateways gateways, Refunds refunds) {
        this.paymentStarter = paymentStarter;
        this.ledger = ledger;
        this.refunds = refunds;
        this.config = config;
        this.gateways = gateways;
    }

    /**
     * Completes the refunds of an order, if it has any. Must be called outside a transaction; concurrent calls are safe.
     *
     * @throws PaymentPending if the gateway failed: call again later
     * @throws PaymentUndecided if another caller has the lease, or the gateway needs time: call again after it
     */
    public void refund(UUID orderId) throws PaymentPending, PaymentUndecided {
        refunds.send(orderId);
    }

    /** A payment as a gateway's webhook needs it. */
    public record KnownPayment(UUID id, UUID orderId, String gateway, @Nullable String gatewayReference,
            boolean isOpen) {}

    @Transactional
    public Optional<KnownPayment> find(UUID paymentId) {
        return ledger.findByIdOptional(paymentId).map(payment -> new KnownPayment(paymentId, payment.orderId(),
                payment.gateway(), payment.gatewayReference(), payment.isOpen()));
    }

    /** Records the outcome of a charge that a webhook reports, in the caller's transaction. Only the first outcome has an effect. */
    @Transactional(TxType.MANDATORY)
    public void complete(KnownPayment payment, ChargeOutcome outcome) {
        ledger.complete(payment.orderId(), payment.id(), outcome);
    }

    /** {@link #complete} for a refund; an unknown one is ignored. */
    @Transactional(TxType.MANDATORY)
    public void completeRefund(UUID refundId, RefundOutcome outcome) {
        refunds.complete(refundId, outcome);
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

    /**
     * Completes the payment of an order: paid, or cancelled because it was declined or the gateway never answered. Also looks up the
     * payment of an order that was cancelled in the meantime. Does nothing for a decided payment. Must be called outside a
     * transaction; concurrent calls are safe.
     *
     * @throws PaymentPending if the gateway failed: call again later
     * @throws PaymentUndecided if another caller has the lease: call again after it
     */
    public void collect(UUID orderId) throws PaymentPending, PaymentUndecided {
        PaymentGateway gateway = gateways.configured();
        Optional<Charge> first = paymentStarter.begin(orderId, gateway.name());
        boolean decided = first.isPresent() && charge(gateway, first.get());
        while (!decided) {
            decided = switch (ledger.next(orderId)) {
                case PaymentStep.Nothing _ -> true;
                case PaymentStep.Wait wait -> throw new PaymentUndecided(wait.why(), wait.remaining());
                case PaymentStep.LookUp lookUp -> lookUp(gateway, orderId, lookUp);
            };
        }
    }

    /** @return whether the payment is decided */
    private boolean charge(PaymentGateway gateway, Charge charge) throws PaymentPending {
        try {
            return complete(charge.orderId(), charge.idempotencyKey(), gateway.charge(charge));
        } catch (GatewayUnavailable noAnswer) {
            ledger.unanswered(charge.orderId(), charge.idempotencyKey());
            if (charge.tries() < config.maxAttempts()) {
                throw new PaymentPending("the gateway did not answer try " + charge.tries());
            }
            return false;
        }
    }

    private boolean complete(UUID orderId, UUID paymentId, ChargeOutcome outcome) {
        ledger.answered(orderId, paymentId, outcome);
        return outcome.isDecided();
    }

    /** @return whether the payment is decided */
    private boolean lookUp(PaymentGateway gateway, UUID orderId, PaymentStep.LookUp lookUp)
            throws PaymentPending, PaymentUndecided {
        Optional<ChargeOutcome> outcome;
        try {
            outcome = outcome(gateway, lookUp);
        } catch (GatewayUnavailable noAnswer) {
            // Do not cancel and do not give up: the money may have moved.
            ledger.unanswered(orderId, lookUp.paymentId());
            throw new PaymentUndecided("the gateway does not say what became of a payment", config.lease());
        }
        if (outcome.isPresent()) {
            return complete(orderId, lookUp.paymentId(), outcome.get());
        }
        Optional<Charge> again = ledger.again(orderId, lookUp.paymentId());
        return again.isPresent() && charge(gateway, again.get());
    }

    /** Stops waiting for a customer who had enough time, or whose order is cancelled. */
    private static Optional<ChargeOutcome> outcome(PaymentGateway gateway, PaymentStep.LookUp lookUp)
            throws GatewayUnavailable {
        String reference = lookUp.reference();
        return lookUp.timeIsUp() && reference != null
                ? Optional.of(gateway.abandon(reference))
                : gateway.find(lookUp.paymentId());
    }
}
