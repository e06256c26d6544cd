package dev.tradepost.journeys;

import static dev.tradepost.testsupport.Shop.API;
import static dev.tradepost.testsupport.Shop.PASSWORD;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.comparesEqualTo;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.notNullValue;

import java.io.IOException;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.netcrusher.tcp.TcpCrusher;

import io.restassured.path.json.JsonPath;
import io.restassured.response.Response;
import io.restassured.response.ValidatableResponse;

import dev.tradepost.testsupport.Database;
import dev.tradepost.testsupport.Eventually;
import dev.tradepost.testsupport.Instance;
import dev.tradepost.testsupport.Mailbox;
import dev.tradepost.testsupport.Messages;
import dev.tradepost.testsupport.Shop;
import dev.tradepost.testsupport.Shop.Customer;
import dev.tradepost.testsupport.Shop.Tokens;
import dev.tradepost.testsupport.SpentTokens;
import dev.tradepost.testsupport.Together;
import dev.tradepost.testsupport.TwoInstances;

/** What one instance does and another one sees. */
@ExtendWith(TwoInstances.class)
public class TwoInstancesIT {

    private final Instance one = TwoInstances.one();
    private final Instance other = TwoInstances.other();
    private final TcpCrusher line = TwoInstances.redisOfTheOther();

    @Test
    void a_new_price_and_what_is_sold_are_shown_by_the_other_instance_when_it_asks_redis_again() {
        String admin = one.shop().adminToken();
        for (int price = 6; price < 8; price++) {
            UUID product = one.shop().product("5.00", 3);
            String at = API + "/products/" + product;
            String list = API + "/products?sort=price&search=" + other.request().get(at).then().extract()
                    .<String>path("data.sku");
            other.request().get(list).then().body("data.products[0].price", comparesEqualTo(new BigDecimal("5.00")));
            BigDecimal now = new BigDecimal(price).setScale(2);
            one.request(admin).body(Map.of("price", price)).patch(at).then().statusCode(200);
            isSoonShown("product", at, answer -> answer.body("data.price", comparesEqualTo(now)));
            isSoonShown("products:list", list, answer -> answer.body("data.products[0].price", comparesEqualTo(now)));
            one.request(admin).body(Map.of("delta", 4, "reason", "more")).post(at + "/inventory/adjustments").then()
                    .statusCode(201);
            isSoonShown("product", at, answer -> answer.body("data.inventory.quantity.intValue()", equalTo(7)));
        }
    }

    /** Until then the other instance answers from its own memory, which it does for half a second, and never with what Redis has of before. */
    private void isSoonShown(String cache, String path, Consumer<ValidatableResponse> expected) {
        double before = foundInRedis(cache);
        Eventually.holds(() -> expected.accept(other.request().get(path).then().statusCode(200)));
        assertThat(foundInRedis(cache)).isEqualTo(before);
    }

    private double foundInRedis(String cache) {
        return other.scrape().sum("cache_gets_total", "cache", cache, "result", "shared");
    }

    @Test
    void P13_the_same_messages_five_times_to_two_instances_have_one_effect() throws Exception {
        Customer customer = one.shop().customer().verified();
        UUID product = one.shop().product("5.00", 10);
        List<Instance> both = List.of(one, other);
        Map<String, Integer> copies = Map.of("order.processing", 12, "inventory.updates", 6, "email.notifications", 6);
        Map<String, Double> before = copies.keySet().stream()
                .collect(Collectors.toMap(queue -> queue, queue -> handled(both, queue)));
        List<Double> each = both.stream().map(instance -> handled(List.of(instance), "order.processing")).toList();
        UUID order;
        try (Messages messages = Messages.connect()) {
            order = customer.order("tok_slow", product, 2); // so that all of them come before it is paid
            publishFiveTimes(messages, order, "order.created");
            publishFiveTimes(messages, order, "order.paid");
            // With those of the relay six each.
            Eventually.holds(() -> assertThat(copies).allSatisfy((queue, messagesOfIt) -> assertThat(
                    handled(both, queue)).as(queue).isGreaterThanOrEqualTo(before.get(queue) + messagesOfIt)));
        }
        assertThat(customer.state(order)).isEqualTo("PROCESSING/PAID");
        assertThat(both.stream().map(instance -> handled(List.of(instance), "order.processing")).toList())
                .as("both had some").noneMatch(each::contains);
        assertThat(Database.count("select count(*) from orders.payments where order_id = ?", order)).isOne();
        assertThat(Database.count("""
                select count(*) from orders.simulated_charges c join orders.payments p on p.id = c.idempotency_key
                 where p.order_id = ?""", order)).isOne();
        assertThat(one.shop().available(product)).isEqualTo(8);
        assertThat(Database.stockDiscrepancies(product)).isEmpty();
        assertThat(Mailbox.aboutOrders(customer.email())).hasSize(1);
    }

    /** What the relay has sent or will, with the same id. */
    private static void publishFiveTimes(Messages messages, UUID order, String type) throws IOException {
        String event = Eventually.first(() -> Database.query(String.class,
                "select body from platform.outbox_events where aggregate_id = ? and type = ?", order, type));
        for (int i = 0; i < 5; i++) {
            messages.publish("orders", type, JsonPath.from(event).getString("id"), event);
        }
    }

    /** Messages that are put off count too: the copies of one message return as one. */
    private static double handled(List<Instance> instances, String queue) {
        return instances.stream().map(Instance::scrape).mapToDouble(scrape -> Stream.of("handled", "put_off")
                .mapToDouble(outcome -> scrape.sum("message_handling_seconds_count", "queue", queue, "outcome",
                        outcome))
                .sum()).sum();
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
        SpentTokens.outlive(third);
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
        List<Instance> both = List.of(one, other);
        assertThat(Stream.generate(() -> isCountedAcross(both)).limit(20).anyMatch(counted -> counted))
                .as("Redis answered during one of twenty rounds").isTrue();
    }

    /** @return false if Redis did not answer in time: then each instance counts by itself, and rightly so */
    private boolean isCountedAcross(List<Instance> both) {
        double before = unanswered(both);
        String email = Shop.uniqueEmail();
        one.shop().register(email);
        List<Integer> statuses = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            statuses.add(signIn(both.get(i % 2), email, "Wrong-Horse-1!").statusCode());
        }
        List<Response> right = both.stream().map(instance -> signIn(instance, email, PASSWORD)).toList();
        if (unanswered(both) > before) {
            return false;
        }
        assertThat(statuses).containsOnly(401);
        right.forEach(answer -> answer.then().statusCode(429).body("code", equalTo("too_many_attempts")));
        return true;
    }

    private static Response signIn(Instance instance, String email, String password) {
        return instance.request().body(Map.of("email", email, "password", password)).post(API + "/users/login");
    }

    private static double unanswered(List<Instance> instances) {
        return instances.stream().mapToDouble(instance -> instance.scrape().sum("redis_unanswered_total")).sum();
    }

    @Test
    void P22_more_sign_ins_than_fit_are_refused_at_once_and_browsing_goes_on() throws Exception {
        String email = Shop.uniqueEmail();
        one.shop().register(email);
        List<Callable<Integer>> tasks = new ArrayList<>();
        for (int i = 0; i < 15; i++) { // fewer than are slowed down
            tasks.add(() -> {
                Response answer = signIn(other, email, PASSWORD);
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
    void P24_many_who_refresh_at_both_instances_at_once_get_one_new_pair() throws Exception {
        Tokens tokens = one.shop().signInAs(Shop.uniqueEmail());
        List<Callable<String>> refreshes = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            Instance instance = i % 2 == 0 ? one : other;
            refreshes.add(() -> instance.request().body(Map.of("refreshToken", tokens.refresh()))
                    .post(API + "/users/refresh").then().statusCode(200).extract().path("data.refreshToken"));
        }
        assertThat(Set.copyOf(Together.run(refreshes))).hasSize(1);
    }

    @Test
    void P19_P31_what_stands_in_the_database_is_bcrypt_of_cost_12_and_no_log_holds_a_secret() throws Exception {
        String email = Shop.uniqueEmail();
        Tokens tokens = other.shop().signInAs(email);
        Shop.verify(email);
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
