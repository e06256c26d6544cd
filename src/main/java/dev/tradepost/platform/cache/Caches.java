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

/** Opens cache regions, and evicts what a transaction changes. */
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

    /** Opens a region. Must be called once per specification. */
    public <T> CacheRegion<T> open(CacheSpec<T> spec) {
        CacheRegion<T> region = new CacheRegion<>(spec, redisTier, loads, config.enables(spec.name()), metrics);
        opened.add(region);
        return region;
    }

    /**
     * Announces that the running transaction changes these values. Nobody caches them until it ends; then they are evicted from this
     * process and from Redis. Before the commit it waits until Redis has confirmed, or is known to be down.
     *
     * @throws IllegalStateException without a transaction
     */
    public void changing(CacheRegion<?> region, Collection<String> ids) {
        CacheChange change = current();
        Set<String> keys = new HashSet<>();
        ids.forEach(id -> {
            if (change.ids.add(new RegionKey(region, id))) {
                keys.add(region.spec().key(id));
            }
        });
        if (!keys.isEmpty()) {
            change.confirmations.add(redisTier.fence(keys, List.of(), change.writer));
        }
    }

    /**
     * {@link #changing} for all values of these generational regions, whether or not this instance has opened them.
     *
     * @throws IllegalStateException without a transaction
     */
    public void changingAll(Set<String> regions) {
        CacheChange change = current();
        Set<String> more = new HashSet<>(regions);
        more.removeAll(change.regions);
        if (!more.isEmpty()) {
            change.regions.addAll(more);
            change.confirmations.add(redisTier.fence(List.of(), more, change.writer));
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

    private record RegionKey(CacheRegion<?> region, String id) {}

    /** The changes of one transaction. */
    private final class CacheChange implements Synchronization {

        private final String writer = Ids.next().toString();
        private final Set<RegionKey> ids = new HashSet<>();
        private final Set<String> regions = new HashSet<>();
        private final List<Future<?>> confirmations = new ArrayList<>();

        @Override
        public void beforeCompletion() {
            try {
                Future.join(confirmations).toCompletionStage().toCompletableFuture().join();
            } catch (CompletionException away) {
                LOG.debugf("Redis is not fenced before a change: %s", away.getMessage());
            }
        }

        @Override
        public void afterCompletion(int status) {
            ids.forEach(changed -> changed.region().evict(changed.id()));
            opened.stream().filter(region -> regions.contains(region.spec().name())).forEach(CacheRegion::evictAll);
            redisTier.unfence(ids.stream().map(changed -> changed.region().spec().key(changed.id())).toList(),
                    regions, writer)
                    .onFailure(away -> LOG.debugf("Redis is not unfenced after a change: %s", away.getMessage()));
        }
    }
}
