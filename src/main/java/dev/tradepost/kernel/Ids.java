package dev.tradepost.kernel;

import java.security.SecureRandom;
import java.util.UUID;

/**
 * Makes the application's primary keys: UUID version 7 (RFC 9562, section 5.7), 48 bits of epoch milliseconds followed by 74
 * random bits. Keys made later sort later, so that inserts land at the right edge of an index instead of all over it.
 */
public final class Ids {

    private static final SecureRandom RANDOM = new SecureRandom();

    /** Sorts before every id that is made. */
    public static final UUID FIRST = new UUID(0, 0);

    private Ids() {}

    public static UUID next() {
        return at(System.currentTimeMillis());
    }

    /** An id whose time part is {@code epochMillis}; two calls with the same time differ in their random part. */
    static UUID at(long epochMillis) {
        long high = (epochMillis << 16) | 0x7000L | (RANDOM.nextInt() & 0x0FFFL);
        long low = (RANDOM.nextLong() & 0x3FFF_FFFF_FFFF_FFFFL) | 0x8000_0000_0000_0000L;
        return new UUID(high, low);
    }
}
