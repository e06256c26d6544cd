package dev.tradepost.platform.cache;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.function.Supplier;

import jakarta.transaction.Status;

import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

import com.github.benmanes.caffeine.cache.AsyncCache;
import com.github.benmanes.caffeine.cache.Caffeine;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.runtime.annotations.RegisterForReflection;

/** A read-through cache: a value comes from this process, else from Redis, else from its loader. */
// Caffeine looks up a class by name for each combination of limits; its extension does not register this one.
@RegisterForReflection(classNames = "com.github.benmanes.caffeine.cache.SSMWW")
public final class CacheRegion<T> {

    private static final Logger LOG = Logger.getLogger(CacheRegion.class);

    private final CacheSpec<T> spec;
    private final RedisTier redisTier;
    private final Executor loads;
    private final boolean enabled;
    private final AsyncCache<String, T> local;
    private final Counter localHits;
    private final Counter redisHits;
    private final Counter misses;

    CacheRegion(CacheSpec<T> spec, RedisTier redisTier, Executor loads, boolean enabled, MeterRegistry metrics) {
        this.spec = spec;
        this.redisTier = redisTier;
        this.loads = loads;
        this.enabled = enabled;
        this.local = Caffeine.newBuilder().expireAfterWrite(spec.localLifetime()).maximumWeight(spec.maxBytes())
                .weigher((String key, T value) -> key.length() + spec.weight().applyAsInt(value)).executor(loads)
                .buildAsync();
        this.localHits = gets(metrics, spec.name(), "near");
        this.redisHits = gets(metrics, spec.name(), "shared");
        this.misses = gets(metrics, spec.name(), "miss");
    }

    private static Counter gets(MeterRegistry metrics, String name, String result) {
        return Counter.builder("cache_gets").description("Cache reads by tier that answered")
                .tag("cache", name).tag("result", result).register(metrics);
    }

    CacheSpec<T> spec() {
        return spec;
    }

    /** False if the region is switched off. */
    public boolean isOpen() {
        return enabled;
    }

    /** The value if it is in this process, else null. Does not block. */
    public @Nullable T getIfPresent(String id) {
        if (!enabled) {
            return null;
        }
        CompletableFuture<T> known = local.getIfPresent(id);
        if (known == null || !known.isDone() || known.isCompletedExceptionally()) {
            return null;
        }
        localHits.increment();
        return known.join();
    }

    /**
     * The value. Concurrent calls for the same id share one fetch, which runs on a thread of its own, outside the caller's transaction and
     * request.
     *
     * @param load its exception reaches all waiting callers, and is not cached
     */
    public CompletableFuture<T> fetch(String id, Supplier<T> load) {
        if (!enabled) {
            return CompletableFuture.supplyAsync(load, loads);
        }
        CompletableFuture<T> known = local.getIfPresent(id);
        if (known != null && known.isCompletedExceptionally()) {
            local.asMap().remove(id, known); // the cache would remove it later
        }
        CompletableFuture<T> value = local.get(id,
                (_, _) -> CompletableFuture.supplyAsync(() -> readThrough(id, load), loads));
        if (value.isDone()) {
            localHits.increment();
        }
        return value.copy(); // a caller that cancels must not cancel the shared fetch
    }

    /**
     * {@link #fetch} for callers that may block.
     *
     * @throws IllegalStateException inside a transaction, which would hold a connection while the loader waits for another one: that can
     *         deadlock the pool
     */
    public T get(String id, Supplier<T> load) {
        if (QuarkusTransaction.getStatus() != Status.STATUS_NO_TRANSACTION) {
            throw new IllegalStateException("A cache must not be read inside a transaction");
        }
        try {
            return fetch(id, load).join();
        } catch (CompletionException failure) {
            if (failure.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw failure;
        }
    }

    /** Loads a value into Redis in advance. Does nothing if Redis is down. */
    public void warm(String id, Supplier<T> load, Duration lifetime) {
        RedisTier.CacheSlot slot = enabled ? redisTier.read(spec.key(id)).slot() : null;
        if (slot != null) {
            redisTier.fill(slot, spec.write().apply(load.get()), lifetime);
        }
    }

    private T readThrough(String id, Supplier<T> load) {
        RedisTier.CachedText found = spec.generational()
                ? redisTier.readOfGeneration(spec.name(), id)
                : redisTier.read(spec.key(id));
        T cached = found.value() == null ? null : parse(found.value());
        if (cached != null) {
            redisHits.increment();
            return cached;
        }
        misses.increment();
        T value = load.get();
        if (found.slot() != null) {
            redisTier.fill(found.slot(), spec.write().apply(value), spec.redisLifetime().apply(value));
        }
        return value;
    }

    private @Nullable T parse(String stored) {
        try {
            return spec.read().apply(stored);
        } catch (RuntimeException unreadable) {
            LOG.debugf("A cached %s cannot be read, and is loaded again: %s", spec.name(), unreadable);
            return null;
        }
    }

    void evict(String id) {
        local.synchronous().invalidate(id);
    }

    void evictAll() {
        local.synchronous().invalidateAll();
    }
}
