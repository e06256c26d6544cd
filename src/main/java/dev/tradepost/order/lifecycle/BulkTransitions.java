package dev.tradepost.order.lifecycle;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.UUID;

import jakarta.enterprise.context.ApplicationScoped;

import org.jspecify.annotations.Nullable;

import dev.tradepost.kernel.Ids;
import dev.tradepost.order.api.OrderEvent;
import dev.tradepost.platform.database.Sql;

/**
 * Makes the two automatic transitions of every order, for a batch of orders with one statement. All other transitions are methods of
 * {@link Order}. An entity that was read earlier in the same transaction does not show the new status.
 */
@ApplicationScoped
class BulkTransitions {

    /** Locks the orders first. No status predicate here: with stale statistics the planner would scan every pending order. */
    private static final String MAKE = """
            with held as (
                select id, status, asked.entry_id
                  from unnest(?, ?) as asked (order_id, entry_id) join orders.orders on id = asked.order_id
                 order by id
                   for no key update of orders),
            due as (
                select id, entry_id from held where status = ?),
            made as (
                update orders.orders
                   set status = ?, payment_status = coalesce(?, payment_status), payment_token = null,
                       updated_at = step.at, version = version + 1
                  from due, (select cast(? as timestamptz)) as step (at)
                 where orders.id = due.id
                returning orders.id, order_number, user_id, status, payment_status, total_amount, currency, created_at,
                          updated_at, due.entry_id),
            entries as (
                insert into orders.order_history (id, order_id, status, changed_by, created_at)
                select entry_id, id, status, ?, updated_at from made)
            select * from made""";

    private final Sql sql;
    private final Clock clock;

    BulkTransitions(Sql sql, Clock clock) {
        this.sql = sql;
        this.clock = clock;
    }

    /** An order that has made the transition. */
    record TransitionedOrder(OrderTransitioned transitioned, OrderEvent event) {}

    /** {@link Transition#CONFIRM}. The payment token is deleted: it is good for one charge. */
    List<TransitionedOrder> confirm(Collection<UUID> orderIds) {
        return make(Transition.CONFIRM, PaymentStatus.PAID.name(), "payment", orderIds);
    }

    /** {@link Transition#PREPARE}. */
    List<TransitionedOrder> prepare(Collection<UUID> orderIds) {
        return make(Transition.PREPARE, null, "inventory", orderIds);
    }

    /**
     * Moves, in the caller's transaction, those of the orders that have the transition's first status, and skips the others. Waits for
     * orders that are locked.
     *
     * @param payment the new payment status; null keeps the present one
     */
    private List<TransitionedOrder> make(Transition transition, @Nullable String payment, String by,
            Collection<UUID> orderIds) {
        return sql.query(MAKE, row -> made(transition, row), Sql.uuids(orderIds), Sql.uuids(orderIds, _ -> Ids.next()),
                transition.from().name(), transition.to().name(), payment, clock.instant(), by);
    }

    private static TransitionedOrder made(Transition transition, ResultSet row) throws SQLException {
        Duration age = Duration.between(row.getTimestamp("created_at").toInstant(),
                row.getTimestamp("updated_at").toInstant());
        return new TransitionedOrder(new OrderTransitioned(transition.from(), transition.to(), age),
                new OrderEvent(row.getObject("id", UUID.class), row.getString("order_number"),
                        row.getObject("user_id", UUID.class), row.getString("status"), row.getString("payment_status"),
                        row.getBigDecimal("total_amount"), row.getString("currency"), null));
    }
}
