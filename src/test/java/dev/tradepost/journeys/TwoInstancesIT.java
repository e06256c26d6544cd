package dev.tradepost.journeys;

import static dev.tradepost.testsupport.Shop.API;
import static dev.tradepost.testsupport.Shop.PASSWORD;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.comparesEqualTo;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.notNullValue;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.netcrusher.tcp.TcpCrusher;

import io.restassured.response.Response;

import dev.tradepost.testsupport.Database;
import dev.tradepost.testsupport.Eventually;
import dev.tradepost.testsupport.Instance;
import dev.tradepost.testsupport.Mailbox;
import dev.tradepost.testsupport.Shop;
import dev.tradepost.testsupport.Shop.Tokens;
import dev.tradepost.testsupport.Together;
import dev.tradepost.testsupport.TwoInstances;

/** What one instance does and another one sees. */
@ExtendWith(TwoInstances.class)
class TwoInstancesIT {

    private final Instance one = TwoInstances.one();
    private final Instance other = TwoInstances.other();
    private final TcpCrusher line = TwoInstances.redisOfTheOther();

    @Test
    void a_new_price_and_what_is_sold_are_shown_by_the_other_instance_within_a_second() {
        String admin = one.shop().adminToken();
        for (int price = 6; price < 11; price++) {
            UUID product = one.shop().product("5.00", 3);
            String at = API + "/products/" + product;
            String list = API + "/products?sort=price&search=" + other.request().get(at).then().extract()
                    .<String>path("data.sku");
            other.request().get(list).then().body("data.products[0].price", comparesEqualTo(new BigDecimal("5.00")));
            one.request(admin).body(Map.of("price", price)).patch(at).then().statusCode(200);
            BigDecimal now = new BigDecimal(price).setScale(2);
            await().atMost(Duration.ofSeconds(1)).pollInterval(Duration.ofMillis(20)).untilAsserted(() -> {
                other.request().get(at).then().body("data.price", comparesEqualTo(now));
                other.request().get(list).then().body("data.products[0].price", comparesEqualTo(now));
            });
            one.request(admin).body(Map.of("delta", 4, "reason", "more")).post(at + "/inventory/adjustments").then()
                    .statusCode(201);
            await().atMost(Duration.ofSeconds(1)).pollInterval(Duration.ofMillis(20)).untilAsserted(() -> other
                    .request().get(at).then().body("data.inventory.quantity.intValue()", equalTo(7)));
        }
    }

    @Test
    void P25_a_session_that_ends_on_one_instance_ends_on_the_other_in_the_same_moment() {
        for (int i = 0; i < 4; i++) {
            Tokens tokens = one.shop().signInAs(Shop.uniqueEmail());
            works(one, tokens);
            works(other, tokens);
            (i % 2 == 0 ? one : other).request(tokens.access()).post(API + "/users/logout").then().statusCode(200);
            ended(one, tokens);
            ended(other, tokens);
        }
    }

    @Test
    void P25_a_change_of_password_a_disabled_account_and_a_reused_token_end_sessions_everywhere() {
        String email = Shop.uniqueEmail();
        Tokens first = one.shop().signInAs(email);
        Tokens second = one.shop().tokens(email, PASSWORD);
        works(other, first);
        works(other, second);
        one.request(first.access()).body(Map.of("currentPassword", PASSWORD, "newPassword", "Better-Horse-2!"))
                .post(API + "/users/me/password").then().statusCode(200);
        ended(other, second);
        works(other, first);
        other.request(one.shop().adminToken()).body(Map.of("isActive", false))
                .patch(API + "/users/" + one.shop().userId(first))
                .then().statusCode(200);
        ended(one, first);
        Tokens third = one.shop().signInAs(Shop.uniqueEmail());
        String fresh = one.request().body(Map.of("refreshToken", third.refresh())).post(API + "/users/refresh").then()
                .statusCode(200).extract().path("data.token");
        one.request(fresh).get(API + "/users/me").then().statusCode(200);
        other.request().body(Map.of("refreshToken", third.refresh())).post(API + "/users/refresh").then()
                .statusCode(401);
        one.request(fresh).get(API + "/users/me").then().statusCode(401).body("code", equalTo("session_revoked"));
    }

    @Test
    void P25_an_instance_without_redis_ends_sessions_for_the_other_within_a_moment_of_getting_it_back() {
        Tokens tokens = one.shop().signInAs(Shop.uniqueEmail());
        works(one, tokens);
        works(other, tokens);
        line.freeze();
        other.request(tokens.access()).post(API + "/users/logout").then().statusCode(200);
        ended(other, tokens);
        // The first instance has Redis, and announces what the database says without waiting for the second.
        Eventually.holds(() -> ended(one, tokens));
        line.unfreeze();
        ended(one, tokens);
        ended(other, tokens);
        Eventually.holds(() -> assertThat(other.scrape().sum("redis_left_alone")).isZero());
    }

    @Test
    void P21_wrong_passwords_are_counted_across_instances() {
        String email = Shop.uniqueEmail();
        one.shop().register(email);
        for (int i = 0; i < 5; i++) {
            (i % 2 == 0 ? one : other).request().body(Map.of("email", email, "password", "Wrong-Horse-1!"))
                    .post(API + "/users/login").then().statusCode(401);
        }
        for (Instance instance : List.of(one, other)) {
            instance.request().body(Map.of("email", email, "password", PASSWORD)).post(API + "/users/login").then()
                    .statusCode(429).body("code", equalTo("too_many_attempts"));
        }
    }

    @Test
    void P22_more_sign_ins_than_fit_are_refused_at_once_and_browsing_goes_on() throws Exception {
        String email = Shop.uniqueEmail();
        one.shop().register(email);
        List<Callable<Integer>> tasks = new ArrayList<>();
        for (int i = 0; i < 15; i++) { // fewer than are slowed down
            tasks.add(() -> {
                Response answer = other.request().body(Map.of("email", email, "password", PASSWORD))
                        .post(API + "/users/login");
                if (answer.statusCode() == 503) {
                    answer.then().header("Retry-After", notNullValue()).body("code", equalTo("unavailable"));
                }
                return answer.statusCode();
            });
            tasks.add(() -> other.request().get(API + "/products").statusCode() + 1000);
        }
        assertThat(Together.run(tasks)).contains(200, 503).containsOnly(200, 503, 1200);
        one.shop().signIn(email, PASSWORD); // a refused one counts as no failure
    }

    @Test
    void P24_of_many_who_refresh_at_both_instances_at_once_at_most_one_gets_a_new_pair() throws Exception {
        Tokens tokens = one.shop().signInAs(Shop.uniqueEmail());
        List<Callable<Integer>> refreshes = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            Instance instance = i % 2 == 0 ? one : other;
            refreshes.add(() -> instance.request().body(Map.of("refreshToken", tokens.refresh()))
                    .post(API + "/users/refresh").statusCode());
        }
        assertThat(Collections.frequency(Together.run(refreshes), 200)).isOne();
    }

    @Test
    void P19_P31_what_stands_in_the_database_is_bcrypt_of_cost_12_and_no_log_holds_a_secret() throws Exception {
        String email = Shop.uniqueEmail();
        Tokens tokens = other.shop().signInAs(email);
        assertThat(Database.query(String.class, "select password_hash from users.users where email = ?", email)
                .getFirst()).matches("\\$2[aby]\\$12\\$.{53}");
        one.request(tokens.access()).body(Map.of("phone", "+12025550199")).patch(API + "/users/me").then()
                .statusCode(200);
        one.request(tokens.access()).body(Shop.addressBody()).post(API + "/users/me/addresses").then().statusCode(201);
        one.request().body(Map.of("email", email)).post(API + "/users/password-reset").then().statusCode(202);
        String token = Mailbox.token(email, "Choose a new password");
        one.request().body("{\"email\":\"" + email + "\",\"password\":\"" + PASSWORD + "\",}")
                .post(API + "/users/login").then().statusCode(400);
        one.request().body(Map.of("token", token, "newPassword", "Better-Horse-2!"))
                .post(API + "/users/password-reset/confirm").then().statusCode(200);
        for (Instance instance : List.of(one, other)) {
            assertThat(instance.log()).doesNotContain(PASSWORD, "Better-Horse-2!", tokens.access(), tokens.refresh(),
                    token, "2025550199", "Harbour Lane", email);
        }
    }

    private static void works(Instance instance, Tokens tokens) {
        instance.request(tokens.access()).get(API + "/users/me").then().statusCode(200);
    }

    private static void ended(Instance instance, Tokens tokens) {
        instance.request(tokens.access()).get(API + "/users/me").then().statusCode(401).body("code",
                equalTo("session_revoked"));
    }
}
