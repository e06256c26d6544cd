package dev.tradepost.platform.deadletter;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;

import jakarta.enterprise.context.ApplicationScoped;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.arc.All;
import io.quarkus.scheduler.Scheduled;
import io.quarkus.scheduler.Scheduled.ConcurrentExecution;
import io.smallrye.common.annotation.RunOnVirtualThread;

import dev.tradepost.platform.database.Sql;
import dev.tradepost.platform.messaging.Subscription;

/** Dead letters that wait for an operator, as {@code dead_letters} and {@code dead_letters_age_seconds}, by queue. */
@ApplicationScoped
class DeadLetterCounts {

    private static final String OPEN = """
            select queue, count(*) as letters, min(died_at) as oldest
              from platform.dead_letters where settled_at is null group by queue""";

    private final Sql sql;
    private final Clock clock;
    private volatile Map<String, Open> open = Map.of();

    private record Open(String queue, long letters, Instant oldest) {}

    DeadLetterCounts(Sql sql, @All List<Subscription> subscriptions, Clock clock, MeterRegistry metrics) {
        this.sql = sql;
        this.clock = clock;
        for (String queue : subscriptions.stream().map(Subscription::queue).toList()) {
            Gauge.builder("dead_letters", () -> letters(queue)).description("Open dead letters")
                    .tag("queue", queue).register(metrics);
            Gauge.builder("dead_letters_age", () -> age(queue)).baseUnit("seconds")
                    .description("Age of the oldest open dead letter; 0 if there is none").tag("queue", queue)
                    .register(metrics);
        }
    }

    private long letters(String queue) {
        Open those = open.get(queue);
        return those == null ? 0 : those.letters();
    }

    private long age(String queue) {
        Open those = open.get(queue);
        return those == null ? 0 : Math.max(0, Duration.between(those.oldest(), clock.instant()).toSeconds());
    }

    @Scheduled(every = "15s", delayed = "5s", concurrentExecution = ConcurrentExecution.SKIP)
    @RunOnVirtualThread
    void sample() {
        open = sql.query(OPEN, row -> new Open(row.getString("queue"), row.getLong("letters"),
                Objects.requireNonNull(Sql.instant(row, "oldest")))).stream()
                .collect(Collectors.toUnmodifiableMap(Open::queue, those -> those));
    }
}
