package dev.tradepost.platform.outbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;

import org.junit.jupiter.api.Test;

class PaceTest {

    private static final Duration TOGETHER = Duration.ofMillis(100);
    private static final Duration BUSY = Duration.ofMillis(100);
    private static final int PROCESSORS = Runtime.getRuntime().availableProcessors();
    /** Every tenth of a second: more than are always let out. */
    private static final int SOME = 100 * PROCESSORS;

    private Instant now = Instant.parse("2026-11-28T12:00:00Z");
    private boolean pressure;
    private final Pace pace = new Pace(new Config(), () -> pressure, () -> now);

    @Test
    void after_a_few_events_others_are_collected_and_after_a_full_batch_the_next_goes_at_once() {
        assertThat(pace.after(sent(1))).isEqualTo(TOGETHER);
        assertThat(pace.after(sent(10 * SOME))).isZero();
    }

    @Test
    void under_pressure_it_finds_out_what_goes_out_and_lets_out_less_from_then_on() {
        pressure = true;
        for (int i = 0; i <= 30; i++) {
            assertThat(pace.after(sent(SOME))).isEqualTo(TOGETHER);
            now = now.plus(BUSY);
        }
        assertThat(pace.after(sent(10 * SOME))).hasMillis(1_111); // 1,000 / 0.9
        assertThat(pace.after(sent(1))).isEqualTo(TOGETHER);
        pressure = false;
        assertThat(pace.after(sent(10 * SOME))).isZero();
        pressure = true; // it remembers
        assertThat(pace.after(sent(10 * SOME))).hasMillis(1_111);
    }

    @Test
    void a_few_are_never_too_many_however_few_came_before() {
        pressure = true;
        for (int i = 0; i <= 30; i++) {
            pace.after(sent(1));
            now = now.plus(BUSY);
        }
        assertThat(pace.after(sent(100 * PROCESSORS))).isEqualTo(Duration.ofSeconds(1));
    }

    @Test
    void what_is_late_is_not_held_back_and_tells_anew_what_goes_out() {
        pressure = true;
        for (int i = 0; i <= 30; i++) {
            pace.after(sent(SOME));
            now = now.plus(BUSY);
        }
        for (int i = 0; i <= 300; i++) {
            assertThat(pace.after(new Batch.Sent(3 * SOME, now.minusSeconds(6))))
                    .isEqualTo(TOGETHER);
            now = now.plus(BUSY);
        }
        assertThat(pace.after(sent(30 * SOME))).isBetween(Duration.ofMillis(1_111), Duration.ofMillis(1_230));
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
            return 10 * SOME;
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
        public Duration patience() {
            return Duration.ofSeconds(5);
        }
    }
}
