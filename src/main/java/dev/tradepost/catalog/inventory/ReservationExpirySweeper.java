package dev.tradepost.catalog.inventory;

import java.time.Clock;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;
import jakarta.enterprise.event.Observes;

import org.jboss.logging.Logger;

import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.scheduler.Scheduled;
import io.quarkus.scheduler.Scheduled.ConcurrentExecution;
import io.smallrye.common.annotation.RunOnVirtualThread;

import dev.tradepost.catalog.api.ReservationExpired;
import dev.tradepost.kernel.Ids;
import dev.tradepost.platform.database.Sql;

/**
 * Releases expired reservations, order by order. Several instances may sweep at once: an advisory lock per order decides who releases it.
 * The reservation's own rows are locked last, because observers and committers lock the order before the reservation; the opposite order
 * would deadlock.
 */
@ApplicationScoped
class ReservationExpirySweeper {

    private static final Logger LOG = Logger.getLogger(ReservationExpirySweeper.class);
    private static final int PAGE = 200;

    private final Sql sql;
    private final Reservations reservations;
    private final Event<ReservationExpired> expired;
    private final Clock clock;
    /** Orders whose release an observer has refused; logged once, not in every sweep. */
    private final Set<UUID> refused = ConcurrentHashMap.newKeySet();
    private volatile boolean stopping;

    ReservationExpirySweeper(Sql sql, Reservations reservations, Event<ReservationExpired> expired, Clock clock) {
        this.sql = sql;
        this.reservations = reservations;
        this.expired = expired;
        this.clock = clock;
    }

    void stop(@Observes ShutdownEvent shutdown) {
        stopping = true;
    }

    @Scheduled(every = "${tradepost.inventory.sweep-interval}", identity = "reservations-sweeping", concurrentExecution = ConcurrentExecution.SKIP)
    @RunOnVirtualThread
    void run() {
        int released = sweep();
        if (released > 0) {
            LOG.infof("Released the expired reservations of %d orders", released);
        }
    }

    /** @return the number of orders whose reservation was released */
    int sweep() {
        int released = 0;
        Set<UUID> seen = new HashSet<>();
        UUID last = Ids.FIRST;
        boolean more = true;
        while (more && !stopping) {
            List<UUID> orders = expiredAfter(last);
            for (UUID orderId : orders) {
                released += release(orderId) ? 1 : 0;
                seen.add(orderId);
                last = orderId;
            }
            more = orders.size() == PAGE;
        }
        refused.retainAll(seen);
        return released;
    }

    /** Pages by order id, so that reservations that stay do not come up twice. */
    private List<UUID> expiredAfter(UUID last) {
        return sql.query("""
                select distinct order_id from catalog.reservations
                 where status = 'OPEN' and expires_at <= ? and order_id > ? order by order_id limit ?""",
                row -> row.getObject(1, UUID.class), clock.instant(), last, PAGE);
    }

    private boolean release(UUID orderId) {
        try {
            return !stopping && QuarkusTransaction.requiringNew().call(() -> claim(orderId) && expire(orderId));
        } catch (AlreadySettled concurrently) {
            return false;
        } catch (RuntimeException refusal) {
            if (refused.add(orderId)) {
                LOG.infof("The expired reservation of order %s stays for now: %s", orderId, refusal.getMessage());
                LOG.debug("Cause of the previous warning", refusal);
            }
            return false;
        }
    }

    private boolean claim(UUID orderId) {
        return sql.query("select pg_try_advisory_xact_lock(hashtextextended('sweep ' || ?, 0))",
                row -> row.getBoolean(1), orderId.toString()).getFirst();
    }

    private boolean expire(UUID orderId) {
        expired.fire(new ReservationExpired(orderId));
        if (!reservations.expire(orderId)) {
            throw new AlreadySettled();
        }
        return true;
    }

    /** Rolls back what the observers did for a reservation that was committed or released concurrently. */
    private static final class AlreadySettled extends RuntimeException {
        private AlreadySettled() {
            super(null, null, false, false);
        }
    }
}
