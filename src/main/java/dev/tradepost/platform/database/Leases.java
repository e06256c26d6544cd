package dev.tradepost.platform.database;

import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import jakarta.enterprise.context.ApplicationScoped;

import org.jboss.logging.Logger;

/**
 * Work that one instance does at a time. A row names the holder and is renewed while the work runs, so no connection is held; when an
 * instance dies, the lease expires. An instance that hangs for longer than a lease may find that another one has begun the same work.
 */
@ApplicationScoped
public class Leases {

    private static final Logger LOG = Logger.getLogger(Leases.class);
    private static final Duration LEASE = Duration.ofMinutes(1);
    private static final Duration RENEWAL = Duration.ofSeconds(15);
    private static final String ACQUIRE = """
            insert into platform.leases (name, holder, lease_until) values (?, ?, now() + ? * interval '1 second')
                on conflict (name) do update set holder = excluded.holder, lease_until = excluded.lease_until
             where leases.lease_until < now()""";
    private static final String RENEW = """
            update platform.leases set lease_until = now() + ? * interval '1 second' where name = ? and holder = ?""";

    private final Sql sql;

    Leases(Sql sql) {
        this.sql = sql;
    }

    /**
     * Does the work unless another thread or instance is doing it. Must be called outside a transaction.
     *
     * @param name of the work, the same on every instance
     * @return whether it was done
     */
    public boolean runExclusively(String name, Runnable work) {
        UUID holder = UUID.randomUUID();
        if (sql.update(ACQUIRE, name, holder, LEASE.toSeconds()) == 0) {
            return false;
        }
        CountDownLatch done = new CountDownLatch(1);
        Thread.ofVirtual().name("lease-" + name).start(() -> renewUntil(done, name, holder));
        try {
            work.run();
            return true;
        } finally {
            done.countDown();
            release(name, holder);
        }
    }

    private void renewUntil(CountDownLatch done, String name, UUID holder) {
        try {
            while (!done.await(RENEWAL.toMillis(), TimeUnit.MILLISECONDS)) {
                renew(name, holder);
            }
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        }
    }

    private void renew(String name, UUID holder) {
        try {
            sql.update(RENEW, LEASE.toSeconds(), name, holder);
        } catch (RuntimeException failure) {
            LOG.warnf("The lease on %s is not renewed: %s", name, DatabaseFailures.reason(failure));
        }
    }

    private void release(String name, UUID holder) {
        try {
            sql.update("delete from platform.leases where name = ? and holder = ?", name, holder);
        } catch (RuntimeException failure) {
            LOG.warnf("The lease on %s stays until it expires: %s", name, DatabaseFailures.reason(failure));
        }
    }
}
