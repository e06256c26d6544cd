package dev.tradepost.platform.ratelimit;

import java.time.Clock;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Counts in this process only, while Redis is away: each instance then allows the whole limit, which is better than none. */
final class LocalWindows {

    /** Beyond this many names in one window they are counted together: memory stays bounded under any flood. */
    private static final int MOST_NAMES = 100_000;
    private static final String EVERYBODY_ELSE = "";

    private final long windowMillis;
    private final Clock clock;
    private volatile Window current = new Window(0, Map.of());

    private record Window(long number, Map<String, Long> counts) {}

    LocalWindows(long windowMillis, Clock clock) {
        this.windowMillis = windowMillis;
        this.clock = clock;
    }

    Quota take(String name) {
        long number = clock.millis() / windowMillis;
        Map<String, Long> counts = counts(number);
        String counted = counts.size() < MOST_NAMES || counts.containsKey(name) ? name : EVERYBODY_ELSE;
        long used = counts.merge(counted, 1L, Long::sum);
        return new Quota(used, (number + 1) * windowMillis);
    }

    private Map<String, Long> counts(long number) {
        Window window = current;
        if (window.number() == number) {
            return window.counts();
        }
        synchronized (this) {
            if (current.number() != number) {
                current = new Window(number, new ConcurrentHashMap<>());
            }
            return current.counts();
        }
    }
}
