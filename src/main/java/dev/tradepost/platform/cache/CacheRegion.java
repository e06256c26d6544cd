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

/** Values of one {@link CacheSpec}. Read through: from the process, else from Redis, else from where they come from. */
// Caffeine has a class for each choice of limits and looks it up by its name; its extension registers only what others choose.
@RegisterForReflection(classNames = "com.github.benmanes.caffeine.cache.SSMWW")
public final class CacheRegion<T> {

    private static final Logger LOG = Logger.getLogger(CacheRegion.class);

    private final CacheSpec<T> cacheSpec;
    private final RedisTier redisTier;
    private final Executor loads;
    private final boolean enabled;
    private final AsyncCache<String, T> near;
    private final Counter nearHits;
    private final Counter sharedHits;
    private final Counter misses;

    CacheRegion(CacheSpec<T> cacheSpec, RedisTier redisTier, Executor loads, boolean enabled, MeterRegistry metrics) {
        this.cacheSpec = cacheSpec;
        this.redisTier = redisTier;
        this.loads = loads;
        this.enabled = enabled;
        this.near = Caffeine.newBuilder().expireAfterWrite(cacheSpec.near()).maximumWeight(cacheSpec.bytes())
                .weigher((String key, T value) -> key.length() + cacheSpec.weight().applyAsInt(value)).executor(loads)
                .buildAsync();
        this.nearHits = gets(metrics, cacheSpec.name(), "near");
        this.sharedHits = gets(metrics, cacheSpec.name(), "shared");
        this.misses = gets(metrics, cacheSpec.name(), "miss");
    }

    private static Counter gets(MeterRegistry metrics, String name, String result) {
        return Counter.builder("cache_gets").description("Cache reads by tier that answered")
                .tag("cache", name).tag("result", result).register(metrics);
    }

    CacheSpec<T> kind() {
        return cacheSpec;
    }

    /** Whether anything is kept at all. */
    public boolean isOpen() {
        return enabled;
    }

    /** What is at hand in this process; null when it has to be fetched. Does not block. */
    public @Nullable T getIfPresent(String id) {
        if (!enabled) {
            return null;
        }
        CompletableFuture<T> known = near.getIfPresent(id);
        if (known == null || !known.isDone() || known.isCompletedExceptionally()) {
            return null;
        }
        nearHits.increment();
        return known.join();
    }

    /**
     * The value, from wherever it is. Whoever asks for the same while it is being fetched shares the one fetch, which runs on a
     * thread of its own, outside the caller's transaction and request.
     *
     * @param load reads it from where it comes from; what it throws is thrown to everybody who waits, and not remembered
     */
    public CompletableFuture<T> fetch(String id, Supplier<T> load) {
        if (!enabled) {
            return CompletableFuture.supplyAsync(load, loads);
        }
        CompletableFuture<T> known = near.getIfPresent(id);
        if (known != null && known.isCompletedExceptionally()) {
            near.asMap().remove(id, known); // before the cache itself comes to it
        }
        CompletableFuture<T> value = near.get(id,
                (_, _) -> CompletableFuture.supplyAsync(() -> through(id, load), loads));
        if (value.isDone()) {
            nearHits.increment();
        }
        return value.copy(); // who gives up waiting does not take the value from the others
    }

    /**
     * {@link #fetch} for callers that may block.
     *
     * @throws IllegalStateException inside a transaction: it would keep a connection while the value waits for another one, and when all
     *         connections are kept so, nobody gets one
     */
    public T get(String id, Supplier<T> load) {
        if (QuarkusTransaction.getStatus() != Status.STATUS_NO_TRANSACTION) {
            throw new IllegalStateException("a cache is read inside a transaction");
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

    /** Puts a value into Redis before anybody asks, for so long; does nothing where Redis is away. */
    public void warm(String id, Supplier<T> load, Duration lifetime) {
        RedisTier.CachePosition place = enabled ? redisTier.read(cacheSpec.key(id)).place() : null;
        if (place != null) {
            redisTier.fill(place, cacheSpec.write().apply(load.get()), lifetime);
        }
    }

    private T through(String id, Supplier<T> load) {
        RedisTier.Found found = cacheSpec.generational()
                ? redisTier.readOfGeneration(cacheSpec.name(), id)
                : redisTier.read(cacheSpec.key(id));
        if (found.value() != null) {
            T value = readable(found.value());
            if (value != null) {
                sharedHits.increment();
                return value;
            }
        }
        misses.increment();
        T value = load.get();
        if (found.place() != null) {
            redisTier.fill(found.place(), cacheSpec.write().apply(value), cacheSpec.shared().apply(value));
        }
        return value;
    }

    private @Nullable T readable(String stored) {
        try {
            return cacheSpec.read().apply(stored);
        } catch (RuntimeException ofAnotherRelease) {
            LOG.debugf("A cached %s is read again from the database: %s", cacheSpec.name(), ofAnotherRelease);
            return null;
        }
    }

    void forget(String id) {
        near.synchronous().invalidate(id);
    }

    void forgetAll() {
        near.synchronous().invalidateAll();
    }
}
