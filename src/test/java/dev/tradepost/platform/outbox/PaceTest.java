package dev.tradepost.platform.outbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;

import org.junit.jupiter.api.Test;

class PaceTest {

    private static final Duration TOGETHER = Duration.ofMillis(100);
    private static final int PROCESSORS = Runtime.getRuntime().availableProcessors();
    private static final int BATCH = 1_000 * PROCESSORS;

    private Instant now = Instant.parse("2026-11-28T12:00:00Z");
    private boolean pressure;
    private long appended;
    private final Pace pace = new Pace(new Config(), () -> pressure, () -> appended, () -> now);

    @Test
    void after_a_few_events_others_are_collected_and_after_a_full_batch_the_next_goes_at_once() {
        assertThat(pace.after(sent(1))).isEqualTo(TOGETHER);
        assertThat(pace.after(sent(BATCH))).isZero();
    }

    @Test
    void under_pressure_it_lets_out_most_of_what_is_appended() {
        pressure = true;
        appends(BATCH, 200);
        assertThat(pace.after(sent(BATCH))).isBetween(Duration.ofMillis(1_242), Duration.ofMillis(1_270));
        assertThat(pace.after(sent(1))).isEqualTo(TOGETHER);
        pressure = false;
        assertThat(pace.after(sent(BATCH))).isZero();
    }

    @Test
    void what_a_batch_takes_is_part_of_its_share_of_time() {
        pressure = true;
        appends(BATCH, 200);
        Duration share = pace.after(sent(BATCH));
        now = now.plus(share).plusMillis(300);
        appended += BATCH * (share.toMillis() + 300) / 1_000;
        assertThat(pace.after(sent(BATCH))).isCloseTo(share.minusMillis(300), Duration.ofMillis(20));
    }

    @Test
    void it_follows_what_is_appended_within_seconds() {
        pressure = true;
        appends(BATCH, 200);
        appends(BATCH / 2, 60);
        assertThat(pace.after(sent(BATCH))).isBetween(Duration.ofMillis(2_470), Duration.ofMillis(2_540));
    }

    @Test
    void a_few_are_never_too_many_however_few_are_appended() {
        pressure = true;
        appends(10, 200);
        assertThat(pace.after(sent(100 * PROCESSORS))).isEqualTo(Duration.ofSeconds(1));
    }

    @Test
    void what_is_late_is_not_held_back() {
        pressure = true;
        appends(BATCH, 200);
        assertThat(pace.after(new Batch.Sent(BATCH, now.minusSeconds(6)))).isZero();
    }

    /** So many a second, for so many tenths of a second, after each of which a batch is sent. */
    private void appends(int perSecond, int tenths) {
        for (int i = 0; i < tenths; i++) {
            now = now.plusMillis(100);
            appended += perSecond / 10;
            pace.after(sent(1));
        }
    }

    private Batch.Sent sent(int events) {
        return new Batch.Sent(events, now);
    }

    private record Config() implements OutboxConfig {
        @Override
        public Duration poll() {
            return Duration.ofSeconds(1);
        }

        @Override
        public int batch() {
            return BATCH;
        }

        @Override
        public Duration keep() {
            return Duration.ofDays(7);
        }

        @Override
        public Duration together() {
            return TOGETHER;
        }

        @Override
        public int percentUnderPressure() {
            return 80;
        }

        @Override
        public Duration patience() {
            return Duration.ofSeconds(5);
        }
    }
}
