package dev.tradepost.order.payment;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;

import io.quarkus.arc.lookup.LookupIfProperty;
import io.quarkus.narayana.jta.QuarkusTransaction;

import dev.tradepost.order.payment.PaymentGateway.Outcome.Captured;
import dev.tradepost.order.payment.PaymentGateway.Outcome.Declined;

/**
 * A gateway that moves no money and decides by the token. Like a real one it keeps books of its own, committed on their own,
 * remembers keys, and can be asked.
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
            case "tok_approved" -> capture(charge);
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
    public Optional<Outcome> find(UUID idempotencyKey) {
        return reference(idempotencyKey).map(Captured::new);
    }

    private Outcome capture(Charge charge) {
        QuarkusTransaction.requiringNew().run(() -> entities.createNativeQuery("""
                insert into orders.simulated_charges (idempotency_key, gateway_reference, amount, currency)
                values (?1, ?2, ?3, ?4) on conflict (idempotency_key) do nothing""")
                .setParameter(1, charge.idempotencyKey())
                .setParameter(2, "sim_" + charge.idempotencyKey())
                .setParameter(3, charge.amount().amount())
                .setParameter(4, charge.amount().currency().getCurrencyCode())
                .executeUpdate());
        return new Captured(reference(charge.idempotencyKey()).orElseThrow());
    }

    @SuppressWarnings("unchecked")
    private Optional<String> reference(UUID idempotencyKey) {
        List<String> found = QuarkusTransaction.requiringNew().call(() -> entities.createNativeQuery(
                "select gateway_reference from orders.simulated_charges where idempotency_key = ?1", String.class)
                .setParameter(1, idempotencyKey).getResultList());
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
