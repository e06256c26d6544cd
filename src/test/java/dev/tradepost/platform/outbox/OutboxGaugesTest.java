package dev.tradepost.platform.outbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.util.UUID;

import jakarta.inject.Inject;

import org.junit.jupiter.api.Test;

import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;

import dev.tradepost.platform.metrics.GaugeSampler;
import dev.tradepost.testsupport.Database;
import dev.tradepost.testsupport.Scrape;

@QuarkusTest
class OutboxGaugesTest {

    @Inject
    GaugeSampler gauges;
    @TestHTTPResource(value = "/", management = true)
    URI management;

    @Test
    void events_that_wait_are_counted_and_the_oldest_gives_the_lag() {
        UUID aggregate = UUID.randomUUID();
        insert(aggregate);
        insert(aggregate);
        try {
            gauges.sample();
            Scrape scrape = Scrape.of(management);
            assertThat(scrape.sum("outbox_unsent")).isGreaterThanOrEqualTo(2);
            assertThat(scrape.sum("outbox_lag_seconds")).isBetween(7200.0, 7260.0);
        } finally {
            Database.update("delete from platform.outbox_events where aggregate_id = ?", aggregate);
        }
    }

    /** The relay never takes it. */
    private static void insert(UUID aggregate) {
        Database.update(
                """
                insert into platform.outbox_events (id, exchange, aggregate_id, type, body, created_at, next_try_at)
                values (gen_random_uuid(), 'orders', ?, 'letter.plain', '{}', now() - interval '2 hours', 'infinity')""",
                aggregate);
    }
}
