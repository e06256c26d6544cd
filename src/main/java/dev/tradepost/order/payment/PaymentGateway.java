package dev.tradepost.order.payment;

import java.util.Optional;
import java.util.UUID;

import org.jspecify.annotations.Nullable;

import dev.tradepost.kernel.Money;

/**
 * Whoever moves the money. Calls may take seconds; no transaction runs and no lock is held over them. Every call carries the
 * attempt's id as idempotency key: the same key never moves money twice.
 */
public interface PaymentGateway {

    /** Stands in {@code payments.gateway}. */
    String name();

    /**
     * Authorises and captures in one step.
     *
     * @throws GatewayUnavailable if there is no answer: the money may have moved or not, {@link #find} tells
     */
    ChargeOutcome charge(Charge charge) throws GatewayUnavailable;

    /**
     * Looks up what became of a charge.
     *
     * @return empty if the gateway knows nothing of the key; sending the charge once more, with its key, is then safe
     */
    Optional<ChargeOutcome> find(UUID idempotencyKey) throws GatewayUnavailable;

    /**
     * Waits no longer for the customer.
     *
     * @return how the charge has ended: given up, or done just before
     */
    ChargeOutcome abandon(String reference) throws GatewayUnavailable;

    /**
     * Sends money back.
     *
     * @throws GatewayUnavailable if there is no answer, or not the final one: {@link #findRefund} tells
     */
    RefundOutcome refund(RefundOrder refund) throws GatewayUnavailable;

    /**
     * Looks up what became of a refund.
     *
     * @return empty if the gateway knows nothing of the key
     */
    Optional<RefundOutcome> findRefund(RefundOrder refund) throws GatewayUnavailable;

    /** @param tries how often this key was sent, this time included */
    record Charge(UUID idempotencyKey, UUID orderId, int tries, Money amount, @Nullable String token) {}

    sealed interface ChargeOutcome {
        /** @param reference the gateway's own name of the charge */
        record Captured(String reference) implements ChargeOutcome {}

        record Declined(String reason) implements ChargeOutcome {}

        /**
         * The customer has to do something first: 3-D Secure, say.
         *
         * @param clientSecret what the provider's library needs in the customer's browser
         */
        record RequiresAction(String reference, String clientSecret) implements ChargeOutcome {
            /** Without the secret, which has no place in a log. */
            @Override
            public String toString() {
                return "RequiresAction[" + reference + "]";
            }
        }

        /** Whether the gateway will not think better of it by itself. */
        default boolean isDecided() {
            return !(this instanceof RequiresAction);
        }
    }

    /**
     * A refund as the gateway gets it.
     *
     * @param paymentReference the gateway's own name of the charge
     * @param tries how often this key was sent, this time included
     */
    record RefundOrder(UUID idempotencyKey, UUID orderId, UUID paymentId, String paymentReference, int tries,
            Money amount) {}

    sealed interface RefundOutcome {
        /** @param reference the gateway's own name of the refund */
        record Succeeded(String reference) implements RefundOutcome {}

        /** The gateway does not take the request. This says nothing about a refund that it made before. */
        record Refused(String reason) implements RefundOutcome {}

        /**
         * The gateway took the refund, and the money did not reach the customer. Also possible after {@link Succeeded}: their bank may return
         * it days later.
         *
         * @param reference the gateway's own name of the refund
         */
        record Failed(String reference, String reason) implements RefundOutcome {}
    }

    /** No answer, or none that decides anything. */
    final class GatewayUnavailable extends Exception {
        public GatewayUnavailable(String why) {
            super(why);
        }
    }
}
