package dev.tradepost.order.payment.gateway;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;

import jakarta.enterprise.context.ApplicationScoped;

import org.jspecify.annotations.Nullable;

import dev.tradepost.order.payment.gateway.PaymentGateway.ChargeOutcome.Captured;
import dev.tradepost.order.payment.gateway.PaymentGateway.ChargeOutcome.Declined;
import dev.tradepost.order.payment.gateway.PaymentGateway.RefundOutcome.Refused;
import dev.tradepost.order.payment.gateway.PaymentGateway.RefundOutcome.Succeeded;
import dev.tradepost.platform.database.MicroBatcher;
import dev.tradepost.platform.database.Sql;

/**
 * A gateway that moves no money. The token decides the outcome of a charge and of its refunds. Like a real gateway it keeps its own books,
 * which commit by themselves, and remembers keys.
 */
@ApplicationScoped
class SimulatedGateway implements PaymentGateway {

    static final String NAME = "simulated";

    private static final Duration SLOW = Duration.ofSeconds(5);
    private static final int FLAKY_FAILURES = 2;

    private final Sql sql;
    private final MicroBatcher<Charge, ChargeOutcome> captured = new MicroBatcher<>(this::capture);

    SimulatedGateway(Sql sql) {
        this.sql = sql;
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public ChargeOutcome charge(Charge charge) throws GatewayUnavailable {
        return switch (charge.token()) {
            case null -> captured.call(charge);
            case "tok_approved", "tok_refund_flaky", "tok_refund_lost", "tok_refund_refused" -> captured.call(charge);
            case "tok_declined" -> new Declined("card_declined");
            case "tok_unavailable" -> throw new GatewayUnavailable("simulated outage");
            case "tok_flaky" -> {
                if (charge.tries() <= FLAKY_FAILURES) {
                    throw new GatewayUnavailable("simulated hiccup");
                }
                yield captured.call(charge);
            }
            case "tok_slow" -> {
                answerSlowly();
                yield captured.call(charge);
            }
            default -> new Declined("unknown_token");
        };
    }

    @Override
    public Optional<ChargeOutcome> find(UUID idempotencyKey) {
        return charged(idempotencyKey).map(Captured::new);
    }

    @Override
    public ChargeOutcome abandon(String reference) {
        throw new UnsupportedOperationException("the simulated gateway never asks the customer to act");
    }

    @Override
    public RefundOutcome refund(ChargeRefund refund) throws GatewayUnavailable {
        return switch (token(refund.paymentId())) {
            case "tok_refund_flaky" -> {
                if (refund.tries() <= FLAKY_FAILURES) {
                    throw new GatewayUnavailable("simulated hiccup");
                }
                yield refundCharge(refund);
            }
            case "tok_refund_lost" -> {
                refundCharge(refund);
                throw new GatewayUnavailable("simulated loss of the answer");
            }
            case "tok_refund_refused" -> new Refused("charge_disputed");
            default -> refundCharge(refund);
        };
    }

    @Override
    public Optional<RefundOutcome> findRefund(ChargeRefund refund) {
        return refunded(refund.idempotencyKey()).map(Succeeded::new);
    }

    /** A known key gets its first outcome again. */
    private List<ChargeOutcome> capture(List<Charge> charges) {
        Map<UUID, ChargeOutcome> outcomes = new HashMap<>();
        sql.query("""
                insert into orders.simulated_charges as charge (idempotency_key, gateway_reference, amount, currency, token)
                select key, 'sim_' || key, cast(amount as numeric), currency, token
                  from unnest(?, ?, ?, ?) as asked (key, amount, currency, token)
                 order by key
                    on conflict (idempotency_key) do update set idempotency_key = charge.idempotency_key
                returning idempotency_key, gateway_reference""",
                row -> outcomes.put(row.getObject("idempotency_key", UUID.class),
                        new Captured(row.getString("gateway_reference"))),
                Sql.uuids(charges, Charge::idempotencyKey),
                Sql.texts(charges, charge -> charge.amount().amount().toPlainString()),
                Sql.texts(charges, charge -> charge.amount().currency().getCurrencyCode()),
                Sql.texts(charges, Charge::token));
        return charges.stream().map(charge -> Objects.requireNonNull(outcomes.get(charge.idempotencyKey()))).toList();
    }

    /** Refuses to refund more than it has, as a real gateway does. */
    private RefundOutcome refundCharge(ChargeRefund refund) {
        return text("""
                with refund as (select cast(? as uuid) as key, cast(? as uuid) as charge, cast(? as numeric) as amount),
                charge as (
                    update orders.simulated_charges charge
                       set refunded_amount = charge.refunded_amount + refund.amount,
                           refunded = charge.refunded_amount + refund.amount = charge.amount
                      from refund
                     where charge.idempotency_key = refund.charge
                       and charge.refunded_amount + refund.amount <= charge.amount
                       and not exists (select 1 from orders.simulated_refunds where idempotency_key = refund.key)
                 returning charge.idempotency_key)
                insert into orders.simulated_refunds (idempotency_key, charge_key, gateway_reference, amount)
                select refund.key, charge.idempotency_key, ?, refund.amount from charge, refund
                returning gateway_reference""", refund.idempotencyKey(), refund.paymentId(), refund.amount().amount(),
                "sim_re_" + refund.idempotencyKey())
                .or(() -> refunded(refund.idempotencyKey()))
                .<RefundOutcome>map(Succeeded::new).orElseGet(() -> new Refused("charge_already_refunded"));
    }

    private Optional<String> charged(UUID key) {
        return text("select gateway_reference from orders.simulated_charges where idempotency_key = ?", key);
    }

    private Optional<String> refunded(UUID key) {
        return text("select gateway_reference from orders.simulated_refunds where idempotency_key = ?", key);
    }

    private String token(UUID paymentId) {
        return text("select token from orders.simulated_charges where idempotency_key = ? and token is not null",
                paymentId).orElse("");
    }

    private Optional<String> text(String select, @Nullable Object... values) {
        return sql.query(select, row -> row.getString(1), values).stream()
                .findFirst();
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
