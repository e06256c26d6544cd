package dev.tradepost.platform.deadletter;

import java.util.List;

import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

import io.quarkus.arc.All;

import dev.tradepost.platform.database.Sql;
import dev.tradepost.platform.messaging.Subscription;
import dev.tradepost.platform.metrics.SampledGauges;
import dev.tradepost.platform.metrics.SampledGauges.SampledGauge;

@Singleton
class DeadLetterGauges {

    private static final String OPEN = """
            select queue, count(*) as letters, min(died_at) as oldest
              from platform.dead_letters where settled_at is null group by queue""";

    @Produces
    @Singleton
    static SampledGauges open(@All List<Subscription> subscriptions) {
        return new SampledGauges(Sql.Statement.of(OPEN), "queue",
                subscriptions.stream().map(Subscription::queue).toList(),
                List.of(SampledGauge.count("dead_letters", "letters", "Open dead letters"), SampledGauge
                        .age("dead_letters_age", "oldest", "Age of the oldest open dead letter; 0 if there is none")));
    }
}
