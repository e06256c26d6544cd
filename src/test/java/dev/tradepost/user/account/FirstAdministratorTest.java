package dev.tradepost.user.account;

import static dev.tradepost.testsupport.Shop.API;
import static dev.tradepost.testsupport.Shop.request;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Locale;
import java.util.Map;

import jakarta.inject.Inject;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import io.quarkus.runtime.StartupEvent;
import io.quarkus.test.junit.QuarkusTest;

import dev.tradepost.testsupport.Database;
import dev.tradepost.testsupport.Shop;

@QuarkusTest
class FirstAdministratorTest {

    @Inject
    FirstAdministrator first;
    @Inject
    ChangeableThrottle config;

    @AfterEach
    void reset() {
        config.reset();
    }

    @Test
    void the_first_administrator_is_made_once_and_does_not_come_back_when_erased() {
        String email = Shop.uniqueEmail();
        config.setAdminEmail(email.toUpperCase(Locale.ROOT));
        first.open(new StartupEvent());
        first.open(new StartupEvent());
        assertThat(administrators(email)).isOne();
        String password = config.adminPassword().orElseThrow();
        request(Shop.signIn(email, password)).body(Map.of("password", password)).delete(API + "/users/me").then()
                .statusCode(200);
        first.open(new StartupEvent());
        assertThat(administrators(email)).isZero();
        assertThat(Database.tablesWith("users", email)).isEmpty();
    }

    private static long administrators(String email) {
        return Database.count("select count(*) from users.users where email = ? and role = 'admin'", email);
    }
}
