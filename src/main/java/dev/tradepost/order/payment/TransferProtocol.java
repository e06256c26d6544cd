package dev.tradepost.order.payment;

import java.util.Optional;

import jakarta.enterprise.context.ApplicationScoped;

import dev.tradepost.order.payment.Payments.PaymentPending;
import dev.tradepost.order.payment.Payments.PaymentUndecided;
import dev.tradepost.order.payment.gateway.PaymentConfig;
import dev.tradepost.order.payment.gateway.PaymentGateway.GatewayRequest;
import dev.tradepost.order.payment.gateway.PaymentGateway.GatewayUnavailable;

/**
 * The protocol of everything that moves money (docs/adr/0009): claim the transfer in one transaction, call the gateway without any,
 * record the outcome in another. If a call has no answer, its money may have moved: the outcome is looked up, and only a transfer that
 * the gateway does not know is sent again, with the same key. So a crash between any two lines, and an instance that sleeps longer than
 * its lease, do no harm.
 */
@ApplicationScoped
class TransferProtocol {

    private final PaymentConfig config;

    TransferProtocol(PaymentConfig config) {
        this.config = config;
    }

    /** A transfer that the caller has claimed. If it was sent before, its outcome has to be looked up. */
    record Claim<R>(R request, boolean wasSent) {}

    /**
     * Payments or refunds. Two methods call the gateway; the others are transactions of their own, which lock the order first. Most of them
     * return the next claim, or empty if the transfer is decided.
     *
     * @param <R> the request to the gateway
     * @param <O> its outcome
     */
    interface Transfers<R extends GatewayRequest, O> {

        O send(R request) throws GatewayUnavailable;

        /** @return empty if the gateway does not know the transfer */
        Optional<O> lookUp(R request) throws GatewayUnavailable;

        /** Records the outcome. Only the first one has an effect. */
        Optional<Claim<R>> complete(R request, O outcome) throws PaymentUndecided;

        /** Claims another try of a transfer that the gateway does not know. */
        Optional<Claim<R>> sendAgain(R request) throws PaymentUndecided;

        /** Ends the lease of a transfer whose outcome stays unknown. */
        void release(R request);

        /** Decides what follows the last quick try, which had no answer. */
        Optional<Claim<R>> afterLastTry(R request, GatewayUnavailable noAnswer) throws PaymentUndecided;
    }

    /** Moves a transfer until it is decided. */
    <R extends GatewayRequest, O> void move(Transfers<R, O> transfers, Optional<Claim<R>> claimed)
            throws PaymentPending, PaymentUndecided {
        Optional<Claim<R>> claim = claimed;
        while (claim.isPresent()) {
            R request = claim.get().request();
            claim = claim.get().wasSent() ? lookUp(transfers, request) : send(transfers, request);
        }
    }

    private <R extends GatewayRequest, O> Optional<Claim<R>> send(Transfers<R, O> transfers, R request)
            throws PaymentPending, PaymentUndecided {
        O outcome;
        try {
            outcome = transfers.send(request);
        } catch (GatewayUnavailable noAnswer) {
            transfers.release(request);
            if (request.tries() < config.maxAttempts()) {
                throw new PaymentPending("the gateway did not answer try " + request.tries());
            }
            return transfers.afterLastTry(request, noAnswer);
        }
        return transfers.complete(request, outcome);
    }

    private <R extends GatewayRequest, O> Optional<Claim<R>> lookUp(Transfers<R, O> transfers, R request)
            throws PaymentUndecided {
        Optional<O> outcome;
        try {
            outcome = transfers.lookUp(request);
        } catch (GatewayUnavailable noAnswer) {
            transfers.release(request);
            throw new PaymentUndecided("the gateway does not know the outcome yet", config.lease());
        }
        return outcome.isPresent() ? transfers.complete(request, outcome.get()) : transfers.sendAgain(request);
    }
}
