package dev.tradepost.platform.outbox;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

import jakarta.enterprise.context.ApplicationScoped;

import org.jspecify.annotations.Nullable;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.scheduler.Scheduled;
import io.quarkus.scheduler.Scheduled.ConcurrentExecution;
import io.smallrye.common.annotation.RunOnVirtualThread;

import dev.tradepost.platform.database.Sql;

/**
 * What waits in the outbox, as {@code outbox_unsent} (events), {@code outbox_unroutable} (of them, those that no queue wanted)
 * and {@code outbox_lag_seconds} (age of the oldest). Read through the index of what is unsent, now and then.
 */
@ApplicationScoped
class OutboxLag {

    private static final String UNSENT = """
            select count(*) as unsent, count(*) filter (where unroutable > 0) as unroutable,
                   min(created_at) as oldest
              from platform.outbox_events where sent_at is null""";

    private final Sql sql;
    private final Clock clock;
    private volatile Waiting waiting = new Waiting(0, 0, null);

    private record Waiting(long unsent, long unroutable, @Nullable Instant oldest) {}

    OutboxLag(Sql sql, Clock clock, MeterRegistry metrics) {
        this.sql = sql;
        this.clock = clock;
        Gauge.builder("outbox_unsent", () -> waiting.unsent()).description("Unpublished events")
                .register(metrics);
        Gauge.builder("outbox_unroutable", () -> waiting.unroutable())
                .description("Unpublished events that no queue is bound for").register(metrics);
        Gauge.builder("outbox_lag", this::lag).baseUnit("seconds")
                .description("Age of the oldest unpublished event; 0 if there is none").register(metrics);
    }

    private long lag() {
        Instant oldest = waiting.oldest();
        return oldest == null ? 0 : Math.max(0, Duration.between(oldest, clock.instant()).toSeconds());
    }

    @Scheduled(every = "15s", delayed = "5s", concurrentExecution = ConcurrentExecution.SKIP)
    @RunOnVirtualThread
    void sample() {
        waiting = sql.query(UNSENT, row -> new Waiting(row.getLong("unsent"), row.getLong("unroutable"),
                Sql.instant(row, "oldest"))).getFirst();
    }
}
