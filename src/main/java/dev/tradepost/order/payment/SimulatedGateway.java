package dev.tradepost.order.payment;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;

import org.jspecify.annotations.Nullable;

import io.quarkus.arc.lookup.LookupIfProperty;
import io.quarkus.narayana.jta.QuarkusTransaction;

import dev.tradepost.order.payment.PaymentGateway.Outcome.Captured;
import dev.tradepost.order.payment.PaymentGateway.Outcome.Declined;
import dev.tradepost.order.payment.PaymentGateway.RefundOutcome.Done;
import dev.tradepost.order.payment.PaymentGateway.RefundOutcome.Refused;

/**
 * A gateway that moves no money and decides by the token; refunds too, by the token of what was paid. Like a real one it keeps books
 * of its own, committed on their own, remembers keys, and can be asked.
 */
@ApplicationScoped
@LookupIfProperty(name = "tradepost.payment.gateway", stringValue = "simulated")
class SimulatedGateway implements PaymentGateway {

    private static final Duration SLOW = Duration.ofSeconds(5);
    private static final int FLAKY_FAILURES = 2;

    private final EntityManager entities;

    SimulatedGateway(EntityManager entities) {
        this.entities = entities;
    }

    @Override
    public String name() {
        return "simulated";
    }

    @Override
    public Outcome charge(Charge charge) throws GatewayUnavailable {
        return switch (charge.token()) {
            case null -> capture(charge);
            case "tok_approved", "tok_refund_flaky", "tok_refund_lost", "tok_refund_refused" -> capture(charge);
            case "tok_declined" -> new Declined("card_declined");
            case "tok_unavailable" -> throw new GatewayUnavailable("simulated outage");
            case "tok_flaky" -> {
                if (charge.tries() <= FLAKY_FAILURES) {
                    throw new GatewayUnavailable("simulated hiccup");
                }
                yield capture(charge);
            }
            case "tok_slow" -> {
                answerSlowly();
                yield capture(charge);
            }
            default -> new Declined("unknown_token");
        };
    }

    @Override
    public Optional<Outcome> find(UUID idempotencyKey, @Nullable String reference) {
        return charged(idempotencyKey).map(Captured::new);
    }

    @Override
    public Outcome abandon(String reference) {
        throw new UnsupportedOperationException("no customer is waited for here");
    }

    @Override
    public RefundOutcome refund(MoneyBack refund) throws GatewayUnavailable {
        return switch (token(refund.paymentId())) {
            case "tok_refund_flaky" -> {
                if (refund.tries() <= FLAKY_FAILURES) {
                    throw new GatewayUnavailable("simulated hiccup");
                }
                yield giveBack(refund);
            }
            case "tok_refund_lost" -> {
                giveBack(refund);
                throw new GatewayUnavailable("simulated loss of the answer");
            }
            case "tok_refund_refused" -> new Refused("charge_disputed");
            default -> giveBack(refund);
        };
    }

    @Override
    public Optional<RefundOutcome> findRefund(MoneyBack refund) {
        return refunded(refund.idempotencyKey()).map(Done::new);
    }

    private Outcome capture(Charge charge) {
        QuarkusTransaction.requiringNew().run(() -> entities.createNativeQuery("""
                insert into orders.simulated_charges (idempotency_key, gateway_reference, amount, currency, token)
                values (?1, ?2, ?3, ?4, ?5) on conflict (idempotency_key) do nothing""")
                .setParameter(1, charge.idempotencyKey())
                .setParameter(2, "sim_" + charge.idempotencyKey())
                .setParameter(3, charge.amount().amount())
                .setParameter(4, charge.amount().currency().getCurrencyCode())
                .setParameter(5, charge.token())
                .executeUpdate());
        return new Captured(charged(charge.idempotencyKey()).orElseThrow());
    }

    /** Refuses what it does not have, as a real one does. */
    private RefundOutcome giveBack(MoneyBack refund) {
        QuarkusTransaction.requiringNew().run(() -> entities.createNativeQuery("""
                with charge as (
                    update orders.simulated_charges
                       set refunded_amount = refunded_amount + ?3, refunded = refunded_amount + ?3 = amount
                     where idempotency_key = ?2 and refunded_amount + ?3 <= amount
                       and not exists (select 1 from orders.simulated_refunds where idempotency_key = ?1)
                 returning idempotency_key)
                insert into orders.simulated_refunds (idempotency_key, charge_key, gateway_reference, amount)
                select ?1, idempotency_key, ?4, ?3 from charge""")
                .setParameter(1, refund.idempotencyKey())
                .setParameter(2, refund.paymentId())
                .setParameter(3, refund.amount().amount())
                .setParameter(4, "sim_re_" + refund.idempotencyKey())
                .executeUpdate());
        return refunded(refund.idempotencyKey()).<RefundOutcome>map(Done::new)
                .orElseGet(() -> new Refused("charge_already_refunded"));
    }

    private Optional<String> charged(UUID key) {
        return text("select gateway_reference from orders.simulated_charges where idempotency_key = ?1", key);
    }

    private Optional<String> refunded(UUID key) {
        return text("select gateway_reference from orders.simulated_refunds where idempotency_key = ?1", key);
    }

    private String token(UUID paymentId) {
        return text("select token from orders.simulated_charges where idempotency_key = ?1 and token is not null",
                paymentId).orElse("");
    }

    @SuppressWarnings("unchecked")
    private Optional<String> text(String sql, UUID key) {
        List<String> found = QuarkusTransaction.requiringNew().call(() -> entities
                .createNativeQuery(sql, String.class).setParameter(1, key).getResultList());
        return found.stream().findFirst();
    }

    private static void answerSlowly() throws GatewayUnavailable {
        try {
            Thread.sleep(SLOW);
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
            throw new GatewayUnavailable("interrupted");
        }
    }
}
