package dev.tradepost.order.payment;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.util.Currency;
import java.util.List;
import java.util.UUID;

import jakarta.enterprise.context.ApplicationScoped;

import dev.tradepost.kernel.Money;
import dev.tradepost.platform.database.Queries;
import dev.tradepost.platform.database.Sql;

/**
 * Books the money of orders that wait for it, which is how most payments end: with one statement for many, where the entities would
 * take one for each. What is written here is read by {@link Payment}.
 */
@ApplicationScoped
class CaptureRecorder {

    /** Locks the orders whatever their status: by it the database would read all that have it, when it believes them few. */
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

    private final Queries queries;
    private final Clock clock;

    CaptureRecorder(Queries queries, Clock clock) {
        this.queries = queries;
        this.clock = clock;
    }

    /** What the gateway says it has taken. */
    record Capture(UUID paymentId, UUID orderId, String reference) {}

    /** What is booked as ours. */
    record RecordedCapture(UUID paymentId, Money amount) {}

    /**
     * Books, in the caller's transaction, the captures of payments that are open and whose orders wait for them, and leaves the others.
     * Locks those orders first.
     */
    List<RecordedCapture> book(List<Capture> captures) {
        return queries.all(
                new Queries.Statement(BOOK,
                        List.of(Sql.uuids(captures, Capture::paymentId), Sql.uuids(captures, Capture::orderId),
                                Sql.texts(captures, Capture::reference), clock.instant()),
                        false),
                CaptureRecorder::booked);
    }

    private static RecordedCapture booked(ResultSet row) throws SQLException {
        return new RecordedCapture(row.getObject("id", UUID.class),
                Money.of(row.getBigDecimal("amount"), Currency.getInstance(row.getString("currency"))));
    }
}
