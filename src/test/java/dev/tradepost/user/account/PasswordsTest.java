package dev.tradepost.user.account;

import static dev.tradepost.testsupport.Shop.API;
import static dev.tradepost.testsupport.Shop.PASSWORD;
import static dev.tradepost.testsupport.Shop.request;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.notNullValue;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;

import org.junit.jupiter.api.Test;

import io.quarkus.elytron.security.common.BcryptUtil;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;

import dev.tradepost.testsupport.Database;
import dev.tradepost.testsupport.OtherChoices;
import dev.tradepost.testsupport.Shop;
import dev.tradepost.testsupport.Together;

@QuarkusTest
@TestProfile(OtherChoices.class)
class PasswordsTest {

    @Test
    void P22_more_sign_ins_than_fit_are_refused_at_once_and_browsing_goes_on() throws Exception {
        String email = Shop.uniqueEmail();
        Shop.register(email);
        List<Callable<Integer>> tasks = new ArrayList<>(Collections.nCopies(30, () -> signIn(email)));
        tasks.addAll(Collections.nCopies(30, () -> request().get(API + "/products").statusCode() + 1000));
        List<Integer> statuses = Together.run(tasks);
        assertThat(statuses).contains(200, 503).containsOnly(200, 503, 1200);
        request().body(Map.of("email", email, "password", PASSWORD)).post(API + "/users/login").then().statusCode(200);
    }

    @Test
    void P22_a_refused_sign_in_says_when_to_come_back_and_counts_as_no_failure() throws Exception {
        String email = Shop.uniqueEmail();
        Shop.register(email);
        List<Integer> statuses = Together.times(40, () -> {
            var answer = request().body(Map.of("email", email, "password", PASSWORD)).post(API + "/users/login");
            if (answer.statusCode() == 503) {
                answer.then().header("Retry-After", notNullValue()).body("code", equalTo("unavailable"));
            }
            return answer.statusCode();
        });
        assertThat(statuses).contains(503).doesNotContain(429, 401);
    }

    @Test
    void P19_a_hash_of_a_lower_cost_is_renewed_at_sign_in() {
        String email = Shop.uniqueEmail();
        UUID userId = Shop.register(email);
        Database.update("update users.users set password_hash = ? where id = ?", BcryptUtil.bcryptHash(PASSWORD, 4),
                userId);
        assertThat(signIn(email)).isEqualTo(200);
        assertThat(Database.query(String.class, "select password_hash from users.users where id = ?", userId)
                .getFirst()).startsWith("$2a$09$");
        assertThat(signIn(email)).isEqualTo(200);
    }

    private static int signIn(String email) {
        return request().body(Map.of("email", email, "password", PASSWORD)).post(API + "/users/login").statusCode();
    }
}
