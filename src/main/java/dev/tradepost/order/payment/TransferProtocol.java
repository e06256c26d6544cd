package dev.tradepost.order.payment;

import java.time.Duration;
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

    /** The next step of a transfer, claimed for the caller. */
    sealed interface TransferStep<R> {
        /** The transfer is decided. */
        record Done<R>() implements TransferStep<R> {}

        /** Another caller has the lease, or the customer has to act. */
        record Wait<R>(String reason, Duration remaining) implements TransferStep<R> {}

        record Send<R>(R request) implements TransferStep<R> {}

        /** The outcome of an earlier try is unknown. */
        record LookUp<R>(R request) implements TransferStep<R> {}
    }

    /**
     * Payments or refunds. Two methods call the gateway; each of the others is a transaction of its own that locks the order first.
     *
     * @param <R> the request to the gateway
     * @param <O> its outcome
     */
    interface Transfers<R extends GatewayRequest, O> {

        O send(R request) throws GatewayUnavailable;

        /** @return empty if the gateway does not know the transfer */
        Optional<O> lookUp(R request) throws GatewayUnavailable;

        /** Records the outcome. Only the first one has an effect. */
        TransferStep<R> complete(R request, O outcome);

        /** Ends the lease of a transfer whose outcome stays unknown. */
        void release(R request);

        /** Claims another try of a transfer that the gateway does not know. */
        TransferStep<R> sendAgain(R request);

        /** Decides what follows the last quick try, which had no answer. */
        TransferStep<R> afterLastTry(R request, GatewayUnavailable noAnswer);
    }

    /**
     * @throws PaymentPending if the gateway failed: call again later
     * @throws PaymentUndecided if another caller has the lease, or the gateway needs time: call again after it
     */
    <R extends GatewayRequest, O> void run(Transfers<R, O> transfers, TransferStep<R> first)
            throws PaymentPending, PaymentUndecided {
        TransferStep<R> step = first;
        while (!(step instanceof TransferStep.Done)) {
            step = switch (step) {
                case TransferStep.Done<R> done -> done;
                case TransferStep.Wait<R> wait -> throw new PaymentUndecided(wait.reason(), wait.remaining());
                case TransferStep.Send<R> send -> send(transfers, send.request());
                case TransferStep.LookUp<R> lookUp -> lookUp(transfers, lookUp.request());
            };
        }
    }

    private <R extends GatewayRequest, O> TransferStep<R> send(Transfers<R, O> transfers, R request)
            throws PaymentPending {
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

    private <R extends GatewayRequest, O> TransferStep<R> lookUp(Transfers<R, O> transfers, R request) {
        Optional<O> outcome;
        try {
            outcome = transfers.lookUp(request);
        } catch (GatewayUnavailable noAnswer) {
            transfers.release(request);
            return new TransferStep.Wait<>("the gateway does not know the outcome yet", config.lease());
        }
        return outcome.isPresent() ? transfers.complete(request, outcome.get()) : transfers.sendAgain(request);
    }
}
