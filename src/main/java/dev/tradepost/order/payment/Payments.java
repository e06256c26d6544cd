package dev.tradepost.order.payment;

import java.time.Duration;
import java.util.Optional;
import java.util.UUID;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Instance;

import io.quarkus.runtime.StartupEvent;

import dev.tradepost.order.payment.PaymentGateway.Charge;
import dev.tradepost.order.payment.PaymentGateway.GatewayUnavailable;
import dev.tradepost.order.payment.PaymentGateway.Outcome;
import dev.tradepost.order.payment.PaymentLedger.Step;

/** The door to this feature: collects what is due for an order. */
@ApplicationScoped
public class Payments {

    private final PaymentLedger ledger;
    private final PaymentConfig config;
    private final Instance<PaymentGateway> gateways;

    Payments(PaymentLedger ledger, PaymentConfig config, Instance<PaymentGateway> gateways) {
        this.ledger = ledger;
        this.config = config;
        this.gateways = gateways;
    }

    /** Stops the start, rather than the first order, when the configured gateway does not exist. */
    void check(@Observes StartupEvent started) {
        if (!gateways.isResolvable()) {
            throw new IllegalStateException(
                    "PAYMENT_GATEWAY names no gateway: '%s'; known is: simulated".formatted(config.gateway()));
        }
    }

    /** An attempt has brought no answer; what is to be done is to try again later. */
    public static final class PaymentPending extends Exception {
        PaymentPending(String why) {
            super(why);
        }
    }

    /** Another instance is at it, or died at it. */
    public static final class PaymentClaimed extends Exception {
        private final transient Duration remaining;

        PaymentClaimed(Duration remaining) {
            super("another instance is collecting the payment");
            this.remaining = remaining;
        }

        /** After which the claim is nobody's any more. */
        public Duration remaining() {
            return remaining;
        }
    }

    /**
     * Brings the payment of an order to an end: paid, or cancelled because it was declined or nobody answered. Does nothing for
     * an order that waits for no payment. Runs outside of any transaction. May be called by several at once.
     *
     * @throws PaymentPending if the end is not reached: call again later
     * @throws PaymentClaimed if somebody else is to reach it: call again when they should have
     */
    public void collect(UUID orderId) throws PaymentPending, PaymentClaimed {
        PaymentGateway gateway = gateways.get();
        while (true) {
            switch (ledger.next(orderId, gateway.name())) {
                case Step.Nothing _ -> {
                    return;
                }
                case Step.Wait wait -> throw new PaymentClaimed(wait.remaining());
                case Step.Pay pay -> charge(gateway, pay.charge());
                case Step.LookUp lookUp -> lookUp(gateway, orderId, lookUp.paymentId());
            }
        }
    }

    private void charge(PaymentGateway gateway, Charge charge) throws PaymentPending {
        try {
            ledger.complete(charge.orderId(), charge.idempotencyKey(), gateway.charge(charge));
        } catch (GatewayUnavailable noAnswer) {
            ledger.unanswered(charge.orderId(), charge.idempotencyKey());
            if (charge.attempt() < config.attempts()) {
                throw new PaymentPending("the gateway did not answer attempt " + charge.attempt());
            }
        }
    }

    private void lookUp(PaymentGateway gateway, UUID orderId, UUID paymentId) throws PaymentPending {
        try {
            Optional<Outcome> outcome = gateway.find(paymentId);
            if (outcome.isPresent()) {
                ledger.complete(orderId, paymentId, outcome.get());
            } else {
                ledger.failed(orderId, paymentId);
            }
        } catch (GatewayUnavailable noAnswer) {
            ledger.unanswered(orderId, paymentId);
            throw new PaymentPending("the gateway does not say what became of an attempt");
        }
    }
}
