package dev.tradepost.journeys;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.UUID;

import org.junit.jupiter.api.Test;

import io.quarkus.test.junit.QuarkusIntegrationTest;
import io.quarkus.test.junit.TestProfile;

import dev.tradepost.testsupport.Database;
import dev.tradepost.testsupport.Shop;

/** The journey through what is shipped: the packaged jar, or the native executable with {@code -Dnative}. */
@QuarkusIntegrationTest
@TestProfile(AsInProduction.class)
class AccountJourneyIT extends AccountJourneyTest {

    @Test
    void P19_passwords_cost_what_they_should_in_production() {
        UUID userId = Shop.register(Shop.uniqueEmail());
        assertThat(Database.query(String.class, "select password_hash from users.users where id = ?", userId)
                .getFirst()).startsWith("$2a$12$");
    }
}
