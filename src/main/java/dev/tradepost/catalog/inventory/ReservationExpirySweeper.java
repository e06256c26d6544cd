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
import jakarta.persistence.EntityManager;

import org.jboss.logging.Logger;

import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.scheduler.Scheduled;
import io.quarkus.scheduler.Scheduled.ConcurrentExecution;
import io.smallrye.common.annotation.RunOnVirtualThread;

import dev.tradepost.catalog.api.ReservationExpired;
import dev.tradepost.kernel.Ids;

/**
 * Gives back what was reserved and not paid in time, order by order. Several instances may do it at once: each order is claimed
 * by one, by a lock of its own and not by the reservation's rows. Who observes may lock the order, and who commits locks the order
 * before the reservation; the other way round the two would wait for each other.
 */
@ApplicationScoped
class ReservationExpirySweeper {

    private static final Logger LOG = Logger.getLogger(ReservationExpirySweeper.class);
    private static final int PAGE = 200;

    private final EntityManager entities;
    private final Reservations reservations;
    private final Event<ReservationExpired> expired;
    private final Clock clock;
    /** Orders that somebody objected to giving back when last asked: told once, not with every sweep. */
    private final Set<UUID> kept = ConcurrentHashMap.newKeySet();
    private volatile boolean stopping;

    ReservationExpirySweeper(EntityManager entities, Reservations reservations, Event<ReservationExpired> expired,
            Clock clock) {
        this.entities = entities;
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
            LOG.infof("Gave back what was reserved for %d orders that were not paid in time", released);
        }
    }

    /** @return how many orders it has given back the goods of */
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
        kept.retainAll(seen);
        return released;
    }

    /** Goes by the order's id, so that those that have to stay are passed by. */
    private List<UUID> expiredAfter(UUID last) {
        List<?> found = QuarkusTransaction.requiringNew().call(() -> entities.createNativeQuery("""
                select distinct order_id from catalog.reservations
                 where status = 'OPEN' and expires_at <= ?1 and order_id > ?2 order by order_id limit ?3""", UUID.class)
                .setParameter(1, clock.instant()).setParameter(2, last).setParameter(3, PAGE).getResultList());
        return found.stream().map(UUID.class::cast).toList();
    }

    private boolean release(UUID orderId) {
        try {
            return !stopping && QuarkusTransaction.requiringNew().call(() -> claimed(orderId) && giveBack(orderId));
        } catch (AlreadySettled concurrently) {
            return false;
        } catch (RuntimeException veto) {
            if (kept.add(orderId)) {
                LOG.infof("The reservation of order %s stays for now: %s", orderId, veto.getMessage());
                LOG.debug("why", veto);
            }
            return false;
        }
    }

    private boolean claimed(UUID orderId) {
        Object mine = entities
                .createNativeQuery("select pg_try_advisory_xact_lock(hashtextextended('sweep ' || ?1, 0))",
                        Boolean.class)
                .setParameter(1, orderId.toString()).getSingleResult();
        return Boolean.TRUE.equals(mine);
    }

    private boolean giveBack(UUID orderId) {
        expired.fire(new ReservationExpired(orderId));
        if (!reservations.expire(orderId)) {
            throw new AlreadySettled();
        }
        return true;
    }

    /** Committed or released since it was found: what the observers have done is not to be. */
    private static final class AlreadySettled extends RuntimeException {
        private AlreadySettled() {
            super(null, null, false, false);
        }
    }
}
