package dev.tradepost.platform.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;

import dev.tradepost.testsupport.Eventually;

class PressureTest {

    private final Pressure pressure = new Pressure();

    @Test
    void it_is_high_while_more_is_asked_for_than_the_processors_can_do_at_once() {
        assertThat(pressure.isHigh()).isFalse();
        Eventually.holds(() -> {
            IntStream.range(0, 1_000).forEach(_ -> pressure.answered(Duration.ofSeconds(1)));
            assertThat(pressure.isHigh()).isTrue();
        });
        Eventually.holds(() -> assertThat(pressure.isHigh()).isFalse());
    }
}
