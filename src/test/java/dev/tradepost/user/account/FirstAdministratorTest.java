package dev.tradepost.user.account;

import static dev.tradepost.testsupport.Shop.API;
import static dev.tradepost.testsupport.Shop.request;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Locale;
import java.util.Map;

import jakarta.inject.Inject;
import jakarta.validation.Validator;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import io.quarkus.runtime.LaunchMode;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.test.junit.QuarkusTest;

import dev.tradepost.testsupport.Database;
import dev.tradepost.testsupport.Shop;

@QuarkusTest
class FirstAdministratorTest {

    @Inject
    FirstAdministrator first;
    @Inject
    ChangeableAdministrator config;
    @Inject
    Validator validator;

    @AfterEach
    void reset() {
        config.reset();
    }

    @Test
    void the_first_administrator_is_opened_once_and_does_not_come_back_after_erasure() {
        String email = Shop.uniqueEmail();
        config.setEmail(email.toUpperCase(Locale.ROOT));
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

    @Test
    void a_published_password_stops_the_start_in_production_and_a_weak_one_stops_every_start() {
        config.setPassword("Admin-Passw0rd!");
        new AdministratorCheck(config, validator, LaunchMode.DEVELOPMENT).check();
        assertThatThrownBy(() -> new AdministratorCheck(config, validator, LaunchMode.NORMAL).check())
                .hasMessageContaining("ADMIN_PASSWORD is a published password");
        config.setPassword("short");
        assertThatThrownBy(() -> new AdministratorCheck(config, validator, LaunchMode.DEVELOPMENT).check())
                .hasMessageStartingWith("ADMIN_PASSWORD ");
    }

    private static long administrators(String email) {
        return Database.count("select count(*) from users.users where email = ? and role = 'admin'", email);
    }
}
