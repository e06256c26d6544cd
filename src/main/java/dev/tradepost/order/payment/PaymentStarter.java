package dev.tradepost.order.payment;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.util.Currency;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;

import jakarta.enterprise.context.ApplicationScoped;

import dev.tradepost.kernel.Ids;
import dev.tradepost.kernel.Money;
import dev.tradepost.order.payment.PaymentGateway.Charge;
import dev.tradepost.platform.database.MicroBatcher;
import dev.tradepost.platform.database.Sql;

/**
 * Starts the first payment of orders. One statement that commits by itself serves a batch; with entities each order would take three
 * statements and a transaction. {@link Payment} reads the rows.
 */
@ApplicationScoped
class PaymentStarter {

    /**
     * Locks the orders while it runs: it waits for a cancellation in progress and then starts no payment. No status predicate here: with stale statistics the planner would scan every pending order.
     */
    private static final String BEGIN = """
            with held as (
                select asked.payment_id, asked.gateway, o.id, o.status, o.total_amount, o.currency, o.payment_token
                  from unnest(?, ?, ?) as asked (order_id, payment_id, gateway)
                  join orders.orders o on o.id = asked.order_id
                 order by o.id
                   for no key update of o),
            due as (
                select * from held where status = 'PENDING')
            insert into orders.payments as payment (id, order_id, attempt, tries, status, amount, currency, gateway,
                claimed_until, created_at, updated_at)
            select payment_id, id, 1, 1, 'STARTED', total_amount, currency, gateway, claim.until, claim.at, claim.at
              from due, (select cast(? as timestamptz), cast(? as timestamptz)) as claim (until, at)
                on conflict (order_id, attempt) do nothing
            returning id, order_id, tries, amount, currency,
                      (select payment_token from due where due.payment_id = payment.id)""";

    private final Sql sql;
    private final PaymentConfig config;
    private final Clock clock;
    private final MicroBatcher<PaymentStart, Optional<Charge>> begun = new MicroBatcher<>(this::begin);

    private record PaymentStart(UUID orderId, UUID paymentId, String gateway) {}

    PaymentStarter(Sql sql, PaymentConfig config, Clock clock) {
        this.sql = sql;
        this.config = config;
        this.clock = clock;
    }

    /**
     * Claims the first payment of an order for the caller, in a transaction of its own.
     *
     * @return the charge to send to the gateway; empty if the order is not PENDING or has a payment
     */
    Optional<Charge> begin(UUID orderId, String gateway) {
        return begun.call(new PaymentStart(orderId, Ids.next(), gateway));
    }

    private List<Optional<Charge>> begin(List<PaymentStart> asked) {
        Instant now = clock.instant();
        Map<UUID, Charge> charges = sql
                .query(BEGIN, PaymentStarter::charge, Sql.uuids(asked, PaymentStart::orderId),
                        Sql.uuids(asked, PaymentStart::paymentId), Sql.texts(asked, PaymentStart::gateway),
                        now.plus(config.lease()), now)
                .stream().collect(Collectors.toMap(Charge::idempotencyKey, charge -> charge));
        return asked.stream().map(one -> Optional.ofNullable(charges.get(one.paymentId()))).toList();
    }

    private static Charge charge(ResultSet row) throws SQLException {
        return new Charge(row.getObject("id", UUID.class), row.getObject("order_id", UUID.class), row.getInt("tries"),
                Money.of(row.getBigDecimal("amount"), Currency.getInstance(row.getString("currency"))),
                row.getString("payment_token"));
    }
}
