package dev.tradepost.platform.metrics;

import java.time.Duration;
import java.util.concurrent.atomic.LongAdder;

import jakarta.enterprise.context.ApplicationScoped;

/**
 * Whether this instance is asked for more than its processors can do at once. Told by how many requests are being answered at a time
 * on average: the time that they took, by the time in which they were answered (Little's law). Averaged over moments, so that a few
 * that come together are none.
 */
@ApplicationScoped
public class Pressure {

    /** Requests mostly wait for the database; with more than these for each processor they wait for a processor too. */
    private static final int FOR_EACH_PROCESSOR = 3;
    /** What lasts longer is a stream or an upload, which waits for its client. */
    private static final Duration LONGEST = Duration.ofSeconds(1);
    /** What follows orders comes in waves, and slows requests down for some tenths of a second. */
    private static final Duration MOMENT = Duration.ofSeconds(1);

    private final int many = FOR_EACH_PROCESSOR * Runtime.getRuntime().availableProcessors();
    private final LongAdder answering = new LongAdder();
    private long lookedAt = System.nanoTime();
    private long answeringThen;
    private boolean high;

    /** @param took from the request's arrival to the end of its answer */
    public void answered(Duration took) {
        answering.add(Math.min(took.toNanos(), LONGEST.toNanos()));
    }

    /** In the last second, or since the last look if that is longer ago. */
    public synchronized boolean isHigh() {
        long now = System.nanoTime();
        long passed = now - lookedAt;
        if (passed >= MOMENT.toNanos()) {
            long inAll = answering.sum();
            high = inAll - answeringThen >= many * passed;
            answeringThen = inAll;
            lookedAt = now;
        }
        return high;
    }
}
