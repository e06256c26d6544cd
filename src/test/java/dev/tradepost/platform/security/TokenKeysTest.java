package dev.tradepost.platform.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

import org.junit.jupiter.api.Test;

import io.quarkus.runtime.LaunchMode;

class TokenKeysTest {

    private static final String SECRET = "a secret of more than 32 characters, in all";
    private static final String OTHER = "another one of more than 32 characters";

    private record Secrets(Optional<String> secret, Optional<String> refreshSecret,
            Optional<String> previousSecret) implements TokenConfig {

        @Override
        public Duration accessLifetime() {
            return Duration.ofHours(24);
        }

        @Override
        public Duration refreshLifetime() {
            return Duration.ofDays(7);
        }
    }

    @Test
    void a_missing_short_or_published_secret_stops_the_start_in_production() {
        for (String secret : List.of("", "short", "insecure-access-secret-for-development-only")) {
            assertThatIllegalStateException().isThrownBy(() -> keys(secret, OTHER))
                    .withMessageStartingWith("JWT_SECRET ");
            assertThatIllegalStateException().isThrownBy(() -> keys(OTHER, secret))
                    .withMessageStartingWith("JWT_REFRESH_SECRET ");
        }
        assertThat(keys(SECRET, OTHER).access()).isNotEqualTo(keys(SECRET, OTHER).refresh());
    }

    @Test
    void a_refresh_token_is_not_an_access_token() {
        assertThatIllegalStateException().isThrownBy(() -> keys(SECRET, SECRET)).withMessageContaining("must differ");
    }

    private static TokenKeys keys(String secret, String refreshSecret) {
        return new TokenKeys(new Secrets(Optional.of(secret), Optional.of(refreshSecret), Optional.empty()),
                LaunchMode.NORMAL);
    }
}
