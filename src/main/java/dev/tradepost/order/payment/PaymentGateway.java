package dev.tradepost.order.payment;

import java.util.Optional;
import java.util.UUID;

import org.jspecify.annotations.Nullable;

import dev.tradepost.kernel.Money;

/**
 * Whoever moves the money. Calls may take seconds; no transaction runs and no lock is held over them. Every call carries the
 * attempt's id as idempotency key: the same key never moves money twice.
 */
interface PaymentGateway {

    /** Stands in {@code payments.gateway}. */
    String name();

    /**
     * Authorises and captures in one step.
     *
     * @throws GatewayUnavailable if there is no answer: the money may have moved or not, {@link #find} tells
     */
    Outcome charge(Charge charge) throws GatewayUnavailable;

    /**
     * Looks up what became of a charge.
     *
     * @return empty if the gateway has never seen the key
     */
    Optional<Outcome> find(UUID idempotencyKey) throws GatewayUnavailable;

    /** @param tries how often this key was sent, this time included */
    record Charge(UUID idempotencyKey, UUID orderId, int tries, Money amount, @Nullable String token) {}

    sealed interface Outcome {
        /** @param reference the gateway's own name of the charge */
        record Captured(String reference) implements Outcome {}

        record Declined(String reason) implements Outcome {}
    }

    /** No answer, or none that decides anything. */
    final class GatewayUnavailable extends Exception {
        GatewayUnavailable(String why) {
            super(why);
        }
    }
}
