package dev.tradepost.user.throttle;

import static dev.tradepost.testsupport.Shop.API;
import static dev.tradepost.testsupport.Shop.PASSWORD;
import static dev.tradepost.testsupport.Shop.request;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.lessThanOrEqualTo;

import java.util.Collections;
import java.util.List;
import java.util.Map;

import jakarta.inject.Inject;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.quarkus.redis.datasource.RedisDataSource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;

import dev.tradepost.platform.http.ChangeableProxies;
import dev.tradepost.testsupport.Eventually;
import dev.tradepost.testsupport.Mailbox;
import dev.tradepost.testsupport.Shop;
import dev.tradepost.testsupport.Together;

/** Behind a trusted proxy, so that a test can send requests from any address. */
@QuarkusTest
class SignInThrottleTest {

    private static final String WRONG = "Wrong-Horse-1!";

    @Inject
    RedisDataSource redis;

    @Inject
    ChangeableThrottle throttle;
    @Inject
    ChangeableProxies proxies;

    @BeforeEach
    void clearFailures() {
        throttle.set(12, 30);
        proxies.trust("127.0.0.1/32");
        redis.execute("FLUSHDB");
    }

    @AfterEach
    void resetConfiguration() {
        throttle.reset();
        proxies.trustNobody();
    }

    @Test
    void P21_after_five_wrong_passwords_the_right_one_has_to_wait_too_for_accounts_that_exist_and_that_do_not() {
        String somebody = Shop.uniqueEmail();
        Shop.register(somebody);
        for (String email : List.of(somebody, Shop.uniqueEmail())) {
            for (int i = 0; i < 5; i++) {
                signIn(email, WRONG, "203.0.113.1").then().statusCode(401);
            }
            signIn(email, PASSWORD, "203.0.113.1").then().statusCode(429)
                    .body("code", equalTo("too_many_attempts"))
                    .header("Retry-After", Integer::parseInt, lessThanOrEqualTo(300));
        }
    }

    @Test
    void P21_a_made_up_forwarding_header_does_not_help() {
        String email = Shop.uniqueEmail();
        for (int i = 0; i < 5; i++) {
            signIn(email, WRONG, "10.9.8." + i + ", 203.0.113.2").then().statusCode(401);
        }
        signIn(email, WRONG, "10.9.8.77, 203.0.113.2").then().statusCode(429);
    }

    @Test
    void P21_many_at_once_get_no_more_guesses_than_may_be_under_way() throws Exception {
        String email = Shop.uniqueEmail();
        List<Integer> statuses = Together.times(120, () -> signIn(email, WRONG, "203.0.113.3").statusCode());
        // Five may fail and 17 be in progress: 16 leave room for one more.
        assertThat(Collections.frequency(statuses, 401)).isBetween(5, 17);
        assertThat(statuses).contains(429);
        signIn(email, WRONG, "203.0.113.3").then().statusCode(429);
    }

    @Test
    void P21_nobody_is_locked_out_by_somebody_else_and_the_owner_is_told() {
        String email = Shop.uniqueEmail();
        Shop.register(email);
        Shop.verify(email);
        signIn(email, PASSWORD, "198.51.100.1").then().statusCode(200);
        int refused = 0;
        for (int i = 0; i < 40; i++) {
            refused += signIn(email, WRONG, "203.0.113." + (100 + i)).statusCode() == 429 ? 1 : 0;
        }
        assertThat(refused).as("a guesser with many addresses").isGreaterThanOrEqualTo(25);
        signIn(email, PASSWORD, "203.0.113.250").then().statusCode(429);
        signIn(email, PASSWORD, "198.51.100.1").then().statusCode(200);
        Eventually.holds(() -> assertThat(Mailbox.of(email)).extracting(Mailbox.Mail::subject)
                .containsOnlyOnce("Many failed sign-ins to your account"));
        // The reader of the mail is the owner, at any address.
        request().body(Map.of("email", email)).post(API + "/users/password-reset").then().statusCode(202);
        request().header("X-Forwarded-For", "203.0.113.250")
                .body(Map.of("token", Mailbox.token(email, "Choose a new password"), "newPassword", "Better-Horse-2!"))
                .post(API + "/users/password-reset/confirm").then().statusCode(200);
        signIn(email, "Better-Horse-2!", "203.0.113.250").then().statusCode(200);
    }

    @Test
    void P21_one_address_that_tries_many_accounts_is_slowed_down_and_others_are_not() {
        for (int i = 0; i < 30; i++) {
            signIn(Shop.uniqueEmail(), WRONG, "203.0.113.5").then().statusCode(401);
        }
        signIn(Shop.uniqueEmail(), WRONG, "203.0.113.5").then().statusCode(429);
        signIn(Shop.uniqueEmail(), WRONG, "203.0.113.6").then().statusCode(401);
    }

    @Test
    void P21_who_guesses_refresh_tokens_or_tokens_from_mails_is_slowed_down() {
        for (String path : List.of("/users/refresh", "/users/verify-email", "/users/password-reset/confirm")) {
            redis.execute("FLUSHDB");
            Map<String, String> body = path.endsWith("refresh")
                    ? Map.of("refreshToken", "guess")
                    : path.endsWith("confirm")
                            ? Map.of("token", "guess", "newPassword", PASSWORD)
                            : Map.of("token", "guess");
            for (int i = 0; i < 30; i++) {
                assertThat(request().header("X-Forwarded-For", "203.0.113.7").body(body).post(API + path).statusCode())
                        .isIn(400, 401);
            }
            request().header("X-Forwarded-For", "203.0.113.7").body(body).post(API + path).then().statusCode(429);
        }
    }

    @Test
    void the_right_password_clears_earlier_failures() {
        String email = Shop.uniqueEmail();
        Shop.register(email);
        for (int round = 0; round < 3; round++) {
            for (int i = 0; i < 4; i++) {
                signIn(email, WRONG, "203.0.113.8").then().statusCode(401);
            }
            signIn(email, PASSWORD, "203.0.113.8").then().statusCode(200);
        }
    }

    private static Response signIn(String email, String password, String forwardedFor) {
        return request().header("X-Forwarded-For", forwardedFor).body(Map.of("email", email, "password", password))
                .post(API + "/users/login");
    }

    @Test
    void P21_a_forged_line_before_the_proxys_own_does_not_help() {
        String email = Shop.uniqueEmail();
        for (int i = 0; i < 6; i++) {
            int status = request().header("X-Forwarded-For", "10.9.8." + i, "203.0.113.9")
                    .body(Map.of("email", email, "password", WRONG)).post(API + "/users/login").statusCode();
            assertThat(status).isEqualTo(i < 5 ? 401 : 429);
        }
    }

    @Test
    void P21_a_stolen_token_does_not_let_its_thief_guess_the_password_from_many_addresses() {
        String email = Shop.uniqueEmail();
        Shop.register(email);
        String stolen = signIn(email, PASSWORD, "198.51.100.2").then().statusCode(200).extract().path("data.token");
        List<Integer> statuses = new java.util.ArrayList<>();
        for (int i = 0; i < 20; i++) {
            statuses.add(request(stolen).header("X-Forwarded-For", "203.0.113." + (20 + i))
                    .body(Map.of("currentPassword", WRONG, "newPassword", "Better-Horse-2!"))
                    .post(API + "/users/me/password").statusCode());
        }
        assertThat(Collections.frequency(statuses, 401)).isEqualTo(12);
        assertThat(Collections.frequency(statuses, 429)).isEqualTo(8);
        signIn(email, PASSWORD, "198.51.100.2").then().statusCode(200);
    }
}
