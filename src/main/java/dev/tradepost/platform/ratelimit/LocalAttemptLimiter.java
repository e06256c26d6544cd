package dev.tradepost.platform.ratelimit;

import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import dev.tradepost.platform.ratelimit.AttemptLimiter.Limit;

/** Counts attempts in this process while Redis is down. */
final class LocalAttemptLimiter {

    /** Bounds the memory under a flood: the oldest are dropped. */
    private static final int MAX_WINDOWS = 100_000;

    private final Clock clock;
    private final Map<String, AttemptWindow> windows = new LinkedHashMap<>();

    LocalAttemptLimiter(Clock clock) {
        this.clock = clock;
    }

    private record AttemptWindow(long endsAt, long points) {}

    /** @return 0, or the milliseconds until the window of a full limit ends */
    synchronized long take(List<Limit> limits, int points) {
        for (Limit limit : limits) {
            AttemptWindow window = open(limit);
            if (window != null && window.points() >= limit.points()) {
                return Math.max(1, window.endsAt() - clock.millis());
            }
        }
        for (Limit limit : limits) {
            AttemptWindow window = open(limit);
            long endsAt = window == null ? clock.millis() + limit.window().toMillis() : window.endsAt();
            put(limit, new AttemptWindow(endsAt, (window == null ? 0 : window.points()) + points));
        }
        return 0;
    }

    synchronized List<Long> add(List<Limit> limits, int points) {
        List<Long> counts = new ArrayList<>();
        for (Limit limit : limits) {
            AttemptWindow window = open(limit);
            long now = window == null ? 0 : window.points() + points;
            if (window != null) {
                put(limit, new AttemptWindow(window.endsAt(), now));
            }
            counts.add(now);
        }
        return counts;
    }

    synchronized void clear(List<Limit> limits) {
        limits.forEach(limit -> windows.remove(limit.key()));
    }

    private @Nullable AttemptWindow open(Limit limit) {
        AttemptWindow window = windows.get(limit.key());
        return window != null && window.endsAt() > clock.millis() ? window : null;
    }

    private void put(Limit limit, AttemptWindow window) {
        windows.put(limit.key(), window);
        if (windows.size() > MAX_WINDOWS) {
            windows.remove(windows.keySet().iterator().next());
        }
    }
}
