package dev.tradepost.order.stream;

import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.Queue;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.event.TransactionPhase;

import org.jboss.logging.Logger;

import dev.tradepost.order.lifecycle.OrderStatusChanged;
import dev.tradepost.platform.database.Sql;

/**
 * Notifies every instance of changed orders, after the commit and for many orders at once: a NOTIFY in each transaction would make
 * transactions commit one by one, because PostgreSQL takes one lock for all of them. docs/adr/0021.
 */
@ApplicationScoped
class ChangeNotifier {

    private static final Logger LOG = Logger.getLogger(ChangeNotifier.class);
    /** Changes within this time are sent together. */
    private static final Duration TOGETHER = Duration.ofMillis(10);
    /** Ids that fit in the 8,000 bytes of a notification. */
    private static final int MOST = 200;

    private final Queue<UUID> changed = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean telling = new AtomicBoolean();
    private final Sql sql;

    ChangeNotifier(Sql sql) {
        this.sql = sql;
    }

    void moved(@Observes(during = TransactionPhase.AFTER_SUCCESS) OrderStatusChanged order) {
        changed.add(order.orderId());
        notifySoon();
    }

    private void notifySoon() {
        if (telling.compareAndSet(false, true)) {
            Thread.ofVirtual().name("order-events-telling").start(this::tell);
        }
    }

    /** If it fails, streams find the change at the next heartbeat. */
    private void tell() {
        try {
            Thread.sleep(TOGETHER);
            while (!changed.isEmpty()) {
                String ids = some().stream().map(UUID::toString).collect(Collectors.joining(","));
                sql.query("select pg_notify('" + ChangeListener.CHANNEL + "', ?)", _ -> true, ids);
            }
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException away) {
            LOG.debugf(away, "It could not be told that orders have changed");
        } finally {
            telling.set(false);
        }
        if (!changed.isEmpty() && !Thread.currentThread().isInterrupted()) {
            notifySoon();
        }
    }

    private Set<UUID> some() {
        Set<UUID> some = new LinkedHashSet<>();
        while (some.size() < MOST) {
            UUID next = changed.poll();
            if (next == null) {
                break;
            }
            some.add(next);
        }
        return some;
    }
}
