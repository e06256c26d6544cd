package dev.tradepost.platform.outbox;

import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

import dev.tradepost.platform.database.Sql;
import dev.tradepost.platform.metrics.SampledGauges;
import dev.tradepost.platform.metrics.SampledGauges.SampledGauge;

@Singleton
class OutboxGauges {

    /** Served by the index of unsent events. */
    private static final String UNSENT = """
            select count(*) as unsent, count(*) filter (where unroutable > 0) as unroutable, min(created_at) as oldest
              from platform.outbox_events where sent_at is null""";

    @Produces
    @Singleton
    static SampledGauges unsent() {
        return SampledGauges.untagged(Sql.Statement.of(UNSENT),
                SampledGauge.count("outbox_unsent", "unsent", "Unpublished events"),
                SampledGauge.count("outbox_unroutable", "unroutable", "Unpublished events that no queue is bound for"),
                SampledGauge.age("outbox_lag", "oldest", "Age of the oldest unpublished event; 0 if there is none"));
    }
}
