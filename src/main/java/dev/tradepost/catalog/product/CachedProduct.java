package dev.tradepost.catalog.product;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.UUID;
import java.util.function.Predicate;

import org.jspecify.annotations.Nullable;

import dev.tradepost.platform.cache.CacheSpec;

/**
 * The response for a product, written once and sent many times.
 *
 * @param seller null if there is no such product
 * @param isActive false if only the seller and administrators may see it
 * @param sideVersion of what the response shows beside the product: its availability and its category path
 * @param body the whole response, in JSON
 */
@SuppressWarnings("ArrayRecordComponent") // sent as it is, never compared
record CachedProduct(@Nullable UUID seller, boolean isActive, int version, String sideVersion, byte[] body) {

    /** A missing product is cached too, so that requests for random ids do not reach the database each time. */
    static final CachedProduct NONE = new CachedProduct(null, false, 0, "", new byte[0]);

    private static final Duration LIFETIME = Duration.ofHours(1);
    private static final Duration LIFETIME_OF_NONE = Duration.ofSeconds(30);
    /** A change is visible on every instance within this time. */
    private static final Duration LOCAL = Duration.ofMillis(500);
    private static final long LOCAL_BYTES = 64L << 20;

    /** @param isCurrent false discards a value that was read from Redis */
    static CacheSpec<CachedProduct> spec(Predicate<CachedProduct> isCurrent) {
        return new CacheSpec<>("product", LOCAL, shown -> shown.exists() ? LIFETIME : LIFETIME_OF_NONE, LOCAL_BYTES,
                shown -> shown.body.length + 200, false, CachedProduct::write, stored -> {
                    CachedProduct shown = read(stored);
                    if (!isCurrent.test(shown)) {
                        throw new IllegalStateException("its categories were renamed");
                    }
                    return shown;
                });
    }

    boolean exists() {
        return seller != null;
    }

    private String write() {
        return "%s %s %d %s\n%s".formatted(exists() ? seller : "-", isActive, version, sideVersion,
                new String(body, StandardCharsets.UTF_8));
    }

    private static CachedProduct read(String stored) {
        int end = stored.indexOf('\n');
        String[] head = stored.substring(0, end).split(" ", -1);
        return head[0].equals("-")
                ? NONE
                : new CachedProduct(UUID.fromString(head[0]), Boolean.parseBoolean(head[1]), Integer.parseInt(head[2]),
                        head[3], stored.substring(end + 1).getBytes(StandardCharsets.UTF_8));
    }
}
