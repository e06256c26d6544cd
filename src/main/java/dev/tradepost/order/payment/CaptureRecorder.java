package dev.tradepost.order.payment;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.util.Currency;
import java.util.List;
import java.util.UUID;

import jakarta.enterprise.context.ApplicationScoped;

import dev.tradepost.kernel.Money;
import dev.tradepost.platform.database.Sql;

/**
 * Records captured payments, which is how most payments end. One statement serves a batch. {@link Payment} reads the rows.
 */
@ApplicationScoped
class CaptureRecorder {

    /** No status predicate here: with stale statistics the planner would scan every pending order. */
    private static final String BOOK = """
            with held as (
                select asked.payment_id, asked.reference, o.id, o.status
                  from unnest(?, ?, ?) as asked (payment_id, order_id, reference)
                  join orders.orders o on o.id = asked.order_id
                 order by o.id
                   for no key update of o),
            due as (
                select * from held where status = 'PENDING')
            update orders.payments as payment
               set status = 'CAPTURED', gateway_reference = due.reference, failure = null, client_secret = null,
                   updated_at = ?
              from due
             where payment.id = due.payment_id and payment.order_id = due.id
               and payment.status in ('STARTED', 'ACTION_REQUIRED')
            returning payment.id, payment.amount, payment.currency""";

    private final Sql sql;
    private final Clock clock;

    CaptureRecorder(Sql sql, Clock clock) {
        this.sql = sql;
        this.clock = clock;
    }

    /** A capture that the gateway has reported. */
    record Capture(UUID paymentId, UUID orderId, String reference) {}

    /** A payment that is now CAPTURED. */
    record RecordedCapture(UUID paymentId, Money amount) {}

    /**
     * Records, in the caller's transaction, the captures of open payments whose orders are PENDING, and skips the others. Locks those
     * orders first.
     */
    List<RecordedCapture> book(List<Capture> captures) {
        return sql.query(BOOK, CaptureRecorder::booked, Sql.uuids(captures, Capture::paymentId),
                Sql.uuids(captures, Capture::orderId), Sql.texts(captures, Capture::reference), clock.instant());
    }

    private static RecordedCapture booked(ResultSet row) throws SQLException {
        return new RecordedCapture(row.getObject("id", UUID.class),
                Money.of(row.getBigDecimal("amount"), Currency.getInstance(row.getString("currency"))));
    }
}
