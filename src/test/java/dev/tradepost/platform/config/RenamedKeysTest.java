package dev.tradepost.platform.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;

import org.junit.jupiter.api.Test;

import io.smallrye.config.EnvConfigSource;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;

class RenamedKeysTest {

    private static final String LINGER = "tradepost.outbox.linger";

    @Test
    void an_old_variable_overrides_the_default_of_the_new_key() {
        assertThat(config(Map.of("TRADEPOST_OUTBOX_TOGETHER", "7ms")).getConfigValue(LINGER).getRawValue())
                .isEqualTo("7ms");
    }

    @Test
    void a_new_variable_wins_over_an_old_one() {
        Map<String, String> both = Map.of("TRADEPOST_OUTBOX_TOGETHER", "7ms", "TRADEPOST_OUTBOX_LINGER", "9ms");
        assertThat(config(both).getConfigValue(LINGER).getRawValue()).isEqualTo("9ms");
    }

    @Test
    void without_an_old_variable_the_new_key_stands() {
        assertThat(config(Map.of()).getConfigValue(LINGER).getRawValue()).isEqualTo("150ms");
    }

    private static SmallRyeConfig config(Map<String, String> environment) {
        return new SmallRyeConfigBuilder().withInterceptors(new RenamedKeys())
                .withSources(new PropertiesConfigSource(Map.of(LINGER, "150ms"), "application.properties", 250),
                        new EnvConfigSource(environment, 300))
                .build();
    }
}
