package dev.tradepost.order.payment;

import java.time.Duration;
import java.util.Optional;
import java.util.UUID;

import jakarta.enterprise.context.ApplicationScoped;

import dev.tradepost.order.payment.PaymentGateway.Charge;
import dev.tradepost.order.payment.PaymentGateway.ChargeOutcome;
import dev.tradepost.order.payment.PaymentGateway.GatewayUnavailable;
import dev.tradepost.order.payment.PaymentRecords.PaymentStep;

/** The door to this feature: collects what is due for an order, and sends back what is owed. */
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
     * Brings the refunds of an order to their end. Does nothing for an order that is owed none. Runs outside of any transaction. May
     * be called by several at once.
     *
     * @throws PaymentPending if the end is not reached: call again later
     * @throws PaymentUndecided if it is somebody else's to reach, or takes long: call again then
     */
    public void refund(UUID orderId) throws PaymentPending, PaymentUndecided {
        refunds.send(orderId);
    }

    /** A try has brought no answer; what is to be done is to try again later. */
    public static final class PaymentPending extends Exception {
        PaymentPending(String why) {
            super(why);
        }
    }

    /** How the payment ends is being decided elsewhere, or cannot be known at present: waiting is all there is to do. */
    public static final class PaymentUndecided extends Exception {
        private final transient Duration remaining;

        PaymentUndecided(String why, Duration remaining) {
            super(why);
            this.remaining = remaining;
        }

        /** After which it is worth looking again. */
        public Duration remaining() {
            return remaining;
        }
    }

    /**
     * Brings the payment of an order to an end: paid, or cancelled because it was declined or nobody answered. Finds out, too, what
     * became of a payment whose order was cancelled meanwhile. Does nothing where there is nothing to be decided. Runs outside of
     * any transaction. May be called by several at once.
     *
     * @throws PaymentPending if the end is not reached: call again later
     * @throws PaymentUndecided if it is somebody else's to reach: call again when they should have
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
            // Neither to be cancelled nor to be given up: the money may have moved.
            ledger.unanswered(orderId, lookUp.paymentId());
            throw new PaymentUndecided("the gateway does not say what became of a payment", config.lease());
        }
        if (outcome.isPresent()) {
            return complete(orderId, lookUp.paymentId(), outcome.get());
        }
        Optional<Charge> again = ledger.again(orderId, lookUp.paymentId());
        return again.isPresent() && charge(gateway, again.get());
    }

    /** Whom we have waited for long enough, or who does not want the order any more, is waited for no longer. */
    private static Optional<ChargeOutcome> outcome(PaymentGateway gateway, PaymentStep.LookUp lookUp)
            throws GatewayUnavailable {
        String reference = lookUp.reference();
        return lookUp.timeIsUp() && reference != null
                ? Optional.of(gateway.abandon(reference))
                : gateway.find(lookUp.paymentId(), reference);
    }
}
