package dev.tradepost.platform.ratelimit;

import java.time.Clock;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;

import org.jspecify.annotations.Nullable;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;

/**
 * Requests that this instance has drawn from Redis in advance: a hundredth of a caller's remaining quota at a time, which saves a round
 * trip per request. All instances together never exceed the limit. What an instance draws and does not spend is lost until the window
 * ends. Limits below 200 are counted one by one.
 */
final class LocalQuota {

    /** Bounds what an instance can draw and not spend. */
    static final int MAX_DRAW = 1_000;
    /** The fraction of the remaining quota that is drawn: 1/100. */
    static final int FRACTION = 100;
    private static final int MAX_CALLERS = 10_000;

    private final Cache<String, QuotaLease> leases;
    /** Callers for whom a draw is in progress. Of concurrent requests only one draws, or they would use up the quota. */
    private final Set<String> drawing = ConcurrentHashMap.newKeySet();
    private final Clock clock;
    private final long halfWindow;

    LocalQuota(Duration window, Clock clock) {
        this.clock = clock;
        this.halfWindow = window.toMillis() / 2;
        this.leases = Caffeine.newBuilder().maximumSize(MAX_CALLERS).expireAfterWrite(window).build();
    }

    /** @param counted requests in the window, of all instances; it includes the {@code unspent} ones of this instance */
    private record QuotaLease(long counted, long unspent, long resetAt) {}

    /** Spends one drawn request; null if there is none. */
    @Nullable
    Quota spend(String caller) {
        AtomicReference<@Nullable QuotaLease> spent = new AtomicReference<>();
        leases.asMap().computeIfPresent(caller, (_, lease) -> {
            if (lease.resetAt() <= clock.millis()) {
                return null;
            }
            QuotaLease less = new QuotaLease(lease.counted(), lease.unspent() - 1, lease.resetAt());
            spent.set(less);
            return less.unspent() == 0 ? null : less;
        });
        QuotaLease lease = spent.get();
        return lease == null ? null : new Quota(lease.counted() - lease.unspent(), lease.resetAt());
    }

    /** True if the caller may draw; it has to call {@link #endDraw} afterwards. */
    boolean beginDraw(String caller) {
        return drawing.add(caller);
    }

    void endDraw(String caller) {
        drawing.remove(caller);
    }

    /** Stores what was drawn. */
    void keep(String caller, long counted, long unspent, long resetAt) {
        if (unspent > 0) {
            leases.asMap().merge(caller, new QuotaLease(counted, unspent, resetAt), this::merge);
        }
    }

    /** A lease may exist already: two draws can overlap for a moment. */
    private QuotaLease merge(QuotaLease old, QuotaLease fresh) {
        boolean sameWindow = Math.abs(fresh.resetAt() - old.resetAt()) < halfWindow;
        if (!sameWindow) {
            return fresh.resetAt() > old.resetAt() ? fresh : old;
        }
        return new QuotaLease(Math.max(old.counted(), fresh.counted()), old.unspent() + fresh.unspent(),
                fresh.resetAt());
    }
}
