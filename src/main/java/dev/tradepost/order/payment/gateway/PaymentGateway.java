package dev.tradepost.order.payment.gateway;

import java.util.Optional;
import java.util.UUID;

import org.jspecify.annotations.Nullable;

import dev.tradepost.kernel.Money;

/**
 * A payment provider. Calls may take seconds, so callers hold no transaction and no lock during a call. Every call carries an idempotency key:
 * the same key never moves money twice.
 */
public interface PaymentGateway {

    /** The value of {@code PAYMENT_GATEWAY} and of {@code payments.gateway}. */
    String name();

    /**
     * Authorises and captures in one step.
     *
     * @throws GatewayUnavailable if there is no answer: the money may have moved, and {@link #find} returns the outcome
     */
    ChargeOutcome charge(Charge charge) throws GatewayUnavailable;

    /**
     * Looks up the outcome of a charge.
     *
     * @return empty if the gateway does not know the key; it is then safe to send the charge again with the same key
     */
    Optional<ChargeOutcome> find(UUID idempotencyKey) throws GatewayUnavailable;

    /**
     * Cancels a charge that waits for the customer.
     *
     * @return its outcome: declined, or captured just before
     */
    ChargeOutcome abandon(String reference) throws GatewayUnavailable;

    /**
     * Sends money back.
     *
     * @throws GatewayUnavailable if there is no answer, or not the final one: {@link #findRefund} returns the outcome
     */
    RefundOutcome refund(ChargeRefund refund) throws GatewayUnavailable;

    /**
     * Looks up the outcome of a refund.
     *
     * @return empty if the gateway does not know the key
     */
    Optional<RefundOutcome> findRefund(ChargeRefund refund) throws GatewayUnavailable;

    interface GatewayRequest {
        UUID idempotencyKey();

        /** How often this key was sent, this time included. */
        int tries();
    }

    /**
     * @param token the customer's means of payment
     * @param reference the gateway's id of the charge, if the customer has to act
     */
    record Charge(UUID idempotencyKey, UUID orderId, int tries, Money amount, @Nullable String token,
            @Nullable String reference) implements GatewayRequest {}

    sealed interface ChargeOutcome {
        /** @param reference the gateway's id of the charge */
        record Captured(String reference) implements ChargeOutcome {}

        record Declined(String reason) implements ChargeOutcome {}

        /**
         * The customer has to act first, for example with 3-D Secure.
         *
         * @param clientSecret needed by the provider's library in the customer's browser
         */
        record RequiresAction(String reference, String clientSecret) implements ChargeOutcome {
            /** Keeps the secret out of logs. */
            @Override
            public String toString() {
                return "RequiresAction[" + reference + "]";
            }
        }

        /** True if only a webhook can change it later. */
        default boolean isDecided() {
            return !(this instanceof RequiresAction);
        }
    }

    /** @param paymentReference the gateway's id of the charge */
    record ChargeRefund(UUID idempotencyKey, UUID orderId, UUID paymentId, String paymentReference, int tries,
            Money amount) implements GatewayRequest {}

    sealed interface RefundOutcome {
        /** @param reference the gateway's id of the refund */
        record Succeeded(String reference) implements RefundOutcome {}

        /** The gateway rejects the request. This says nothing about a refund that it made before. */
        record Refused(String reason) implements RefundOutcome {}

        /**
         * The gateway accepted the refund, and the money did not reach the customer. Also possible after {@link Succeeded}: their bank may
         * return it days later.
         *
         * @param reference the gateway's id of the refund
         */
        record Failed(String reference, String reason) implements RefundOutcome {}
    }

    /** The gateway did not answer, or its answer decides nothing. */
    final class GatewayUnavailable extends Exception {
        public GatewayUnavailable(String why) {
            super(why);
        }
    }
}
