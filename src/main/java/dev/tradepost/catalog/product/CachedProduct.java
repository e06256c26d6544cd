package dev.tradepost.catalog.product;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.UUID;
import java.util.function.Predicate;

import org.jspecify.annotations.Nullable;

import dev.tradepost.platform.cache.CacheSpec;

/**
 * The response for a product, written once and served many times.
 *
 * @param seller who may see it while it is not for sale; null when there is no such product
 * @param isActive whether everybody may see it
 * @param version of the product
 * @param sideVersion what is shown with it and changes by itself: its stock and the names of its categories
 * @param body the whole answer, in JSON
 */
@SuppressWarnings("ArrayRecordComponent") // goes to the socket as it is, and nobody compares it
record CachedProduct(@Nullable UUID seller, boolean isActive, int version, String sideVersion, byte[] body) {

    /** A missing product is cached too, so that requests for random ids do not reach the database each time. */
    static final CachedProduct NONE = new CachedProduct(null, false, 0, "", new byte[0]);

    private static final Duration LIFETIME = Duration.ofHours(1);
    private static final Duration LIFETIME_OF_NONE = Duration.ofSeconds(30);
    /** A change is visible on every instance within this time. */
    private static final Duration NEAR = Duration.ofMillis(500);
    private static final long NEAR_BYTES = 64L << 20;

    /** @param isCurrent whether one that was kept still says what is so */
    static CacheSpec<CachedProduct> kind(Predicate<CachedProduct> isCurrent) {
        return new CacheSpec<>("product", NEAR, shown -> shown.exists() ? LIFETIME : LIFETIME_OF_NONE, NEAR_BYTES,
                shown -> shown.body.length + 200, false, CachedProduct::write, stored -> {
                    CachedProduct shown = read(stored);
                    if (!isCurrent.test(shown)) {
                        throw new IllegalStateException("its categories have other names by now");
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
