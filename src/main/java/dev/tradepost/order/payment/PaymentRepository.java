package dev.tradepost.order.payment;

import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

import jakarta.enterprise.context.ApplicationScoped;

import io.quarkus.hibernate.orm.panache.PanacheRepositoryBase;

import dev.tradepost.order.payment.gateway.PaymentGateway.Charge;
import dev.tradepost.platform.database.Sql;

/** Payments. Starting and capturing, which happens to every order, is one statement for many; all else is {@link Payment}'s. */
@ApplicationScoped
class PaymentRepository implements PanacheRepositoryBase<Payment, UUID> {

    private static final String START = """
            insert into orders.payments (id, order_id, attempt, tries, status, amount, currency, gateway, claimed_until,
                created_at, updated_at)
            select id, order_id, 1, 1, 'STARTED', cast(amount as numeric), currency, claim.gateway, claim.until, claim.at, claim.at
              from unnest(?, ?, ?, ?) as started (id, order_id, amount, currency),
                   (select cast(? as text), cast(? as timestamptz), cast(? as timestamptz)) as claim (gateway, until, at)
                on conflict (order_id, attempt) do nothing
            returning id""";
    private static final String CAPTURE = """
            update orders.payments as payment
               set status = 'CAPTURED', gateway_reference = captured.reference, failure = null, client_secret = null,
                   updated_at = ?
              from unnest(?, ?) as captured (id, reference)
             where payment.id = captured.id and payment.status not in ('CAPTURED', 'REFUNDED')
            returning payment.id""";

    private final Sql sql;

    PaymentRepository(Sql sql) {
        this.sql = sql;
    }

    List<Payment> of(UUID orderId) {
        return list("orderId = ?1 order by attempt", orderId);
    }

    Optional<Payment> latest(UUID orderId) {
        return find("orderId = ?1 order by attempt desc", orderId).firstResultOptional();
    }

    /** The payment whose money was captured, even if it went back since. */
    Optional<Payment> captured(UUID orderId) {
        return find("orderId = ?1 and status in ?2", orderId,
                List.of(Payment.ChargeStatus.CAPTURED, Payment.ChargeStatus.REFUNDED))
                .firstResultOptional();
    }

    /**
     * Stores the first payment of each order, leased to the caller.
     *
     * @return those that are stored; an order that has a payment gets no other one
     */
    Set<UUID> start(List<Charge> charges, String gateway, Instant leaseEnd, Instant now) {
        return new HashSet<>(sql.query(START, row -> row.getObject("id", UUID.class),
                Sql.uuids(charges, Charge::idempotencyKey), Sql.uuids(charges, Charge::orderId),
                Sql.texts(charges, charge -> charge.amount().amount().toPlainString()),
                Sql.texts(charges, charge -> charge.amount().currency().getCurrencyCode()), gateway, leaseEnd, now));
    }

    /**
     * Records that the money of payments is captured.
     *
     * @param references of the gateway, by payment
     * @return the payments that were not captured before
     */
    Set<UUID> capture(Map<UUID, String> references, Instant now) {
        List<Map.Entry<UUID, String>> captured = List.copyOf(references.entrySet());
        return sql
                .query(CAPTURE, row -> row.getObject("id", UUID.class), now, Sql.uuids(captured, Map.Entry::getKey),
                        Sql.texts(captured, Map.Entry::getValue))
                .stream().collect(Collectors.toUnmodifiableSet());
    }
}
