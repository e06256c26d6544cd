package dev.tradepost.platform.outbox;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;

/**
 * How long the relay rests after a batch: long enough for others to come together, and under pressure long enough for something to be
 * left for those who wait for an answer (docs/adr/0028): then it lets out less than what this instance appends. For one thread.
 */
class Pace {

    /** Events a second and processor that are never too many. */
    private static final int ALWAYS = 100;
    /** How long it takes to believe that events come faster or slower than before. */
    private static final Duration MEMORY = Duration.ofMillis(500);

    private final OutboxConfig config;
    private final BooleanSupplier pressure;
    private final LongSupplier appended;
    private final InstantSource clock;
    /** Events a second that this instance appends. */
    private long coming;
    private long appendedThen;
    private Instant lookedAt = Instant.MIN;
    /** When the last rest was over and a batch began. */
    private Instant began = Instant.MIN;

    /** @param appended how many events this instance has appended so far */
    Pace(OutboxConfig config, BooleanSupplier pressure, LongSupplier appended, InstantSource clock) {
        this.config = config;
        this.pressure = pressure;
        this.appended = appended;
        this.clock = clock;
    }

    /** Those who wait for an answer first, and then the others; but not too late. */
    Duration after(Batch.Sent sent) {
        Instant now = clock.instant();
        look(now);
        Duration rest = rest(sent, now);
        began = now.plus(rest);
        return rest;
    }

    private Duration rest(Batch.Sent sent, Instant now) {
        Duration together = sent.events() < config.batch() ? config.together() : Duration.ZERO;
        if (!pressure.getAsBoolean() || sent.oldest().plus(config.patience()).isBefore(now)) {
            return together;
        }
        long perSecond = Math.max(coming * config.percentUnderPressure() / 100,
                (long) ALWAYS * Runtime.getRuntime().availableProcessors());
        Duration share = Duration.ofSeconds(sent.events()).dividedBy(perSecond);
        Duration left = began.isBefore(now) ? share.minus(Duration.between(began, now)) : share;
        return left.compareTo(together) > 0 ? left : together;
    }

    private void look(Instant now) {
        long inAll = appended.getAsLong();
        if (lookedAt.equals(Instant.MIN)) {
            lookedAt = now;
            appendedThen = inAll;
        }
        long passed = Duration.between(lookedAt, now).toMillis();
        if (passed > 0) {
            long events = inAll - appendedThen;
            // what it was before counts for as long as it is remembered, and what has come since for as long as that took
            coming = (coming * MEMORY.toMillis() + 1_000 * events) / (MEMORY.toMillis() + passed);
            appendedThen = inAll;
            lookedAt = now;
        }
    }
}
