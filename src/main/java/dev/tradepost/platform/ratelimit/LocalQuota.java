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
 * Requests that Redis has counted for this instance in advance, a hundredth of what a caller has left at a time, so that who may send
 * many does not cost a round trip for each. Never more than the limit is let through by all instances together; what one of them has
 * taken and does not spend is lost until the window ends, at most that hundredth. Limits below 200 are counted one by one.
 */
final class LocalQuota {

    /** So that a large limit is not spent by instances that see little of it. */
    static final int LARGEST = 1_000;
    /** The part of what is left that is taken in advance. */
    static final int PART = 100;
    private static final int MOST_NAMES = 10_000;

    private final Cache<String, Lease> leases;
    /** For whom Redis is being asked: of a crowd that comes at once one takes in advance, or the crowd would take all. */
    private final Set<String> asking = ConcurrentHashMap.newKeySet();
    private final Clock clock;
    private final long halfWindow;

    LocalQuota(Duration window, Clock clock) {
        this.clock = clock;
        this.halfWindow = window.toMillis() / 2;
        this.leases = Caffeine.newBuilder().maximumSize(MOST_NAMES).expireAfterWrite(window).build();
    }

    /** @param counted what Redis has counted in the window, for all instances; of that, {@code unspent} is ours to spend */
    private record Lease(long counted, long unspent, long resetAt) {}

    /** One request out of what was taken in advance; null when there is nothing. */
    @Nullable
    Quota spend(String name) {
        AtomicReference<@Nullable Lease> spent = new AtomicReference<>();
        leases.asMap().computeIfPresent(name, (_, lease) -> {
            if (lease.resetAt() <= clock.millis()) {
                return null;
            }
            Lease less = new Lease(lease.counted(), lease.unspent() - 1, lease.resetAt());
            spent.set(less);
            return less.unspent() == 0 ? null : less;
        });
        Lease lease = spent.get();
        return lease == null ? null : new Quota(lease.counted() - lease.unspent(), lease.resetAt());
    }

    /** Whether the caller is the one who may take in advance; then it has to say when it is {@link #done}. */
    boolean begin(String name) {
        return asking.add(name);
    }

    void done(String name) {
        asking.remove(name);
    }

    /** Keeps what was taken in advance. */
    void keep(String name, long counted, long unspent, long resetAt) {
        if (unspent > 0) {
            leases.asMap().merge(name, new Lease(counted, unspent, resetAt), this::together);
        }
    }

    /** There is something left when requests that came at the same moment were counted one by one meanwhile. */
    private Lease together(Lease old, Lease fresh) {
        boolean sameWindow = Math.abs(fresh.resetAt() - old.resetAt()) < halfWindow;
        if (!sameWindow) {
            return fresh.resetAt() > old.resetAt() ? fresh : old;
        }
        return new Lease(Math.max(old.counted(), fresh.counted()), old.unspent() + fresh.unspent(), fresh.resetAt());
    }
}
