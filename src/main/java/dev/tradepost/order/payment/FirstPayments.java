package dev.tradepost.order.payment;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.util.Currency;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

import jakarta.enterprise.context.ApplicationScoped;

import dev.tradepost.kernel.Ids;
import dev.tradepost.kernel.Money;
import dev.tradepost.order.payment.PaymentGateway.Charge;
import dev.tradepost.platform.database.Queries;

/**
 * Begins the payment of an order that has none, which is what is done for every order: one statement that commits by itself, where the
 * entities would take three and a transaction. What is written here is read by {@link Payment}.
 */
@ApplicationScoped
class FirstPayments {

    /** The order is locked for as long as this takes: one that is being cancelled is waited for, and not begun to be paid after. */
    private static final String BEGIN = """
            with due as (
                select id, total_amount, currency, payment_token from orders.orders
                 where id = ? and status = 'PENDING'
                   for no key update)
            insert into orders.payments (id, order_id, attempt, tries, status, amount, currency, gateway, claimed_until,
                created_at, updated_at)
            select ?, id, 1, 1, 'STARTED', total_amount, currency, ?, claim.until, claim.at, claim.at
              from due, (select cast(? as timestamptz), cast(? as timestamptz)) as claim (until, at)
                on conflict (order_id, attempt) do nothing
            returning id, order_id, tries, amount, currency, (select payment_token from due)""";

    private final Queries queries;
    private final PaymentConfig config;
    private final Clock clock;

    FirstPayments(Queries queries, PaymentConfig config, Clock clock) {
        this.queries = queries;
        this.config = config;
        this.clock = clock;
    }

    /**
     * Claims the first payment of the order for the caller, in a transaction of its own.
     *
     * @return what is to be charged; empty if the order does not wait for a payment, or has one
     */
    Optional<Charge> begin(UUID orderId, String gateway) {
        Instant now = clock.instant();
        return queries.all(new Queries.Statement(BEGIN,
                List.of(orderId, Ids.next(), gateway, now.plus(config.claim()), now), false), FirstPayments::charge)
                .stream()
                .findFirst();
    }

    private static Charge charge(ResultSet row) throws SQLException {
        return new Charge(row.getObject("id", UUID.class), row.getObject("order_id", UUID.class), row.getInt("tries"),
                Money.of(row.getBigDecimal("amount"), Currency.getInstance(row.getString("currency"))),
                row.getString("payment_token"));
    }
}
