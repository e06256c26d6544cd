package dev.tradepost.platform.cache;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Synchronization;
import jakarta.transaction.TransactionSynchronizationRegistry;

import org.jboss.logging.Logger;

import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.virtual.threads.VirtualThreads;
import io.vertx.core.Future;

import dev.tradepost.kernel.Ids;

/** The door: opens regions, and hears from writers what is about to be out of date. */
@ApplicationScoped
public class Caches {

    private static final Logger LOG = Logger.getLogger(Caches.class);

    private final RedisTier redisTier;
    private final CacheConfig config;
    private final MeterRegistry metrics;
    private final ExecutorService loads;
    private final TransactionSynchronizationRegistry transactions;
    private final List<CacheRegion<?>> opened = new CopyOnWriteArrayList<>();

    Caches(RedisTier redisTier, CacheConfig config, MeterRegistry metrics, @VirtualThreads ExecutorService loads,
            TransactionSynchronizationRegistry transactions) {
        this.redisTier = redisTier;
        this.config = config;
        this.metrics = metrics;
        this.loads = loads;
        this.transactions = transactions;
    }

    /** To be opened once per kind. */
    public <T> CacheRegion<T> open(CacheSpec<T> cacheSpec) {
        CacheRegion<T> region = new CacheRegion<>(cacheSpec, redisTier, loads, config.keeps(cacheSpec.name()), metrics);
        opened.add(region);
        return region;
    }

    /**
     * The running transaction is about to change these values. From now on nobody caches them, until it has ended; then they are
     * forgotten here and in Redis. Waits, before the transaction commits, until Redis has heard it or is known to be away.
     *
     * @throws IllegalStateException if no transaction runs
     */
    public void changing(CacheRegion<?> region, Collection<String> ids) {
        CacheChange change = current();
        Set<String> keys = new HashSet<>();
        ids.forEach(id -> {
            if (change.ids.add(new Changed(region, id))) {
                keys.add(region.kind().key(id));
            }
        });
        if (!keys.isEmpty()) {
            change.heard.add(redisTier.fence(keys, List.of(), change.writer));
        }
    }

    /**
     * The running transaction is about to change everything of these kinds, which change as a whole: here, if they are open, and on
     * the instances that have them open.
     */
    public void changingAll(Set<String> kinds) {
        CacheChange change = current();
        Set<String> more = new HashSet<>(kinds);
        more.removeAll(change.wholes);
        if (!more.isEmpty()) {
            change.wholes.addAll(more);
            change.heard.add(redisTier.fence(List.of(), more, change.writer));
        }
    }

    private CacheChange current() {
        if (transactions.getResource(Caches.class) instanceof CacheChange running) {
            return running;
        }
        CacheChange change = new CacheChange();
        transactions.registerInterposedSynchronization(change);
        transactions.putResource(Caches.class, change);
        return change;
    }

    private record Changed(CacheRegion<?> region, String id) {}

    /** What one transaction changes. */
    private final class CacheChange implements Synchronization {

        private final String writer = Ids.next().toString();
        private final Set<Changed> ids = new HashSet<>();
        private final Set<String> wholes = new HashSet<>();
        private final List<Future<?>> heard = new ArrayList<>();

        @Override
        public void beforeCompletion() {
            try {
                Future.join(heard).toCompletionStage().toCompletableFuture().join();
            } catch (CompletionException away) {
                LOG.debugf("Redis has not heard of a change: %s", away.getMessage());
            }
        }

        @Override
        public void afterCompletion(int status) {
            ids.forEach(changed -> changed.region().forget(changed.id()));
            opened.stream().filter(region -> wholes.contains(region.kind().name())).forEach(CacheRegion::forgetAll);
            redisTier.unfence(ids.stream().map(changed -> changed.region().kind().key(changed.id())).toList(),
                    wholes, writer)
                    .onFailure(away -> LOG.debugf("Redis has not heard that a change is over: %s", away.getMessage()));
        }
    }
}
