package dev.tradepost.platform.outbox;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.function.BooleanSupplier;

/**
 * How long the relay rests after a batch: long enough for others to come together, and under pressure long enough for something to be
 * left for those who wait for an answer (docs/adr/0028). Under pressure it first finds out how many events a second go out beside
 * the requests, and from then on lets out a little less than that. For one thread.
 */
class Pace {

    /** Little enough for requests to gain by it, and more than what comes when half as many orders come as could. */
    private static final int PERCENT = 90;
    /** Events a second and processor that are never too many. */
    private static final int ALWAYS = 100;
    private static final Duration LOOK = Duration.ofSeconds(3);

    private final OutboxConfig config;
    private final BooleanSupplier pressure;
    private final InstantSource clock;
    /** Events a second under pressure, as long as they were not held back; 0 while that is not known. */
    private long reached;
    private Instant lookingSince = Instant.MAX;
    private int seen;

    Pace(OutboxConfig config, BooleanSupplier pressure, InstantSource clock) {
        this.config = config;
        this.pressure = pressure;
        this.clock = clock;
    }

    /** Those who wait for an answer first, and then the others; but not too late. */
    Duration after(Batch.Sent sent) {
        Instant now = clock.instant();
        Duration together = sent.events() < config.batch() ? config.together() : Duration.ZERO;
        if (!pressure.getAsBoolean()) {
            lookingSince = Instant.MAX;
            return together;
        }
        boolean late = sent.oldest().plus(config.patience()).isBefore(now);
        if (late || reached == 0) {
            look(sent.events(), now);
            return together;
        }
        lookingSince = Instant.MAX;
        long perSecond = Math.max(reached * PERCENT / 100, (long) ALWAYS * Runtime.getRuntime().availableProcessors());
        Duration share = Duration.ofSeconds(sent.events()).dividedBy(perSecond);
        return share.compareTo(together) > 0 ? share : together;
    }

    private void look(int events, Instant now) {
        if (lookingSince.isAfter(now)) {
            lookingSince = now;
            seen = 0;
            return;
        }
        seen += events;
        Duration passed = Duration.between(lookingSince, now);
        if (passed.compareTo(LOOK) >= 0) {
            long perSecond = 1_000L * seen / passed.toMillis();
            reached = reached == 0 ? perSecond : (7 * reached + 3 * perSecond) / 10; // these may be odd ones
            lookingSince = now;
            seen = 0;
        }
    }
}
