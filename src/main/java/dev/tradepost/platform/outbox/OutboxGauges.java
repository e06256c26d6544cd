package dev.tradepost.platform.outbox;

import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

import dev.tradepost.platform.database.Sql;
import dev.tradepost.platform.metrics.SampledGauges;
import dev.tradepost.platform.metrics.SampledGauges.SampledGauge;

@Singleton
class OutboxGauges {

    /** The index of unsent events serves it. What has failed was not lost, and is not measured by its age here. */
    private static final String UNSENT = """
            select count(*) as unsent,
                   least(min(created_at), (select min(created_at) from platform.redeliveries lost
                                            where body is null and not exists (
                                                  select from platform.inbox_messages
                                                   where consumer = lost.queue and message_id = lost.message_id)))
                   as oldest
              from platform.outbox_events where sent_at is null""";

    @Produces
    @Singleton
    static SampledGauges unsent() {
        return SampledGauges.untagged(Sql.Statement.of(UNSENT),
                SampledGauge.count("outbox_unsent", "unsent", "Unpublished events"),
                SampledGauge.age("outbox_lag", "oldest",
                        "Age of the oldest event that is not published, or was lost and is not handled yet; 0 if there is none"));
    }
}
