package dev.tradepost.journeys;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;

import org.junit.jupiter.api.Test;

import dev.tradepost.testsupport.AsInProduction;
import dev.tradepost.testsupport.Instance;
import dev.tradepost.testsupport.Lane;

/** Production does not start as it should not run. What each check looks at is tested beside it. */
public class RefusedStartIT {

    @Test
    void a_start_is_refused_with_all_that_is_wrong_before_any_server_is_touched() throws Exception {
        try (Instance refusing = Instance.launch(AsInProduction.with(Map.of(
                "DB_NAME", Lane.DATABASE + "_missing",
                "JWT_REFRESH_SECRET", "insecure-refresh-secret-for-development-only",
                "ENCRYPTION_KEY", "5eed".repeat(16),
                "PAYMENT_GATEWAY", "stripe",
                "ADMIN_PASSWORD", "Admin-Passw0rd!")))) {
            assertThat(refusing.process().waitFor()).isNotZero();
            assertThat(refusing.log()).contains(
                    "JWT_REFRESH_SECRET is a published secret",
                    "ENCRYPTION_KEY is a key that everybody can read", "STRIPE_API_KEY",
                    "ADMIN_PASSWORD is a published password")
                    .doesNotContain(Lane.DATABASE + "_missing", "\tat ");
        }
    }
}
