package dev.tradepost.platform.ratelimit;

import java.time.Clock;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Counts requests in this process while Redis is down. Each instance then allows the whole limit. */
final class LocalWindows {

    /** Bounds the memory under a flood: further callers are counted together. */
    private static final int MAX_CALLERS = 100_000;
    private static final String ALL_OTHERS = "";

    private final long windowMillis;
    private final Clock clock;
    private volatile CountWindow current = new CountWindow(0, Map.of());

    private record CountWindow(long number, Map<String, Long> counts) {}

    LocalWindows(long windowMillis, Clock clock) {
        this.windowMillis = windowMillis;
        this.clock = clock;
    }

    Quota take(String caller) {
        long number = clock.millis() / windowMillis;
        Map<String, Long> counts = counts(number);
        String counted = counts.size() < MAX_CALLERS || counts.containsKey(caller) ? caller : ALL_OTHERS;
        long used = counts.merge(counted, 1L, Long::sum);
        return new Quota(used, (number + 1) * windowMillis);
    }

    private Map<String, Long> counts(long number) {
        CountWindow window = current;
        if (window.number() == number) {
            return window.counts();
        }
        synchronized (this) {
            if (current.number() != number) {
                current = new CountWindow(number, new ConcurrentHashMap<>());
            }
            return current.counts();
        }
    }
}
