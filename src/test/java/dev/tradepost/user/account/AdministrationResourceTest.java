package dev.tradepost.user.account;

import static dev.tradepost.testsupport.Shop.API;
import static dev.tradepost.testsupport.Shop.PASSWORD;
import static dev.tradepost.testsupport.Shop.request;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsInAnyOrder;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

import org.junit.jupiter.api.Test;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;

import dev.tradepost.testsupport.Database;
import dev.tradepost.testsupport.Held;
import dev.tradepost.testsupport.Shop;
import dev.tradepost.testsupport.Shop.Tokens;
import dev.tradepost.testsupport.Storefront;

@QuarkusTest
class AdministrationResourceTest {

    private static final String USERS = API + "/users";
    private static final Executor EACH = Thread::startVirtualThread;

    @Test
    void accounts_are_found_by_part_of_the_name_or_address_ignoring_case() {
        String email = Shop.uniqueEmail();
        Shop.register(email);
        String admin = Shop.adminToken();
        request(admin).queryParam("search", email.substring(3, 30).toUpperCase(Locale.ROOT)).get(USERS).then()
                .statusCode(200).body("data.users.email", contains(email)).body("data.users[0].isActive", equalTo(true))
                .body("data.pagination.totalItems.intValue()", equalTo(1));
        request(admin).queryParam("search", "ROBIN WAY").queryParam("limit", 1).get(USERS).then().body("data.users",
                hasSize(1));
        for (String wild : List.of("%", "_", "\\", "no'body")) {
            request(admin).queryParam("search", wild + UUID.randomUUID()).get(USERS).then().statusCode(200)
                    .body("data.users", empty());
        }
    }

    @Test
    void P25_disabling_an_account_ends_its_sessions_at_once_and_enabling_lets_it_sign_in_again() {
        String email = Shop.uniqueEmail();
        Tokens tokens = Shop.signInAs(email);
        UUID userId = Shop.userId(tokens);
        String admin = Shop.adminToken();
        change(admin, userId, Map.of("isActive", false), 200);
        request(tokens.access()).get(API + "/users/me").then().statusCode(401).body("code", equalTo("session_revoked"));
        request().body(Map.of("refreshToken", tokens.refresh())).post(API + "/users/refresh").then().statusCode(401);
        request().body(Map.of("email", email, "password", PASSWORD)).post(API + "/users/login").then().statusCode(403)
                .body("code", equalTo("account_disabled"));
        change(admin, userId, Map.of("isActive", true), 200);
        Shop.signIn(email, PASSWORD);
    }

    @Test
    void a_new_role_ends_the_sessions_and_applies_from_the_next_sign_in() {
        String email = Shop.uniqueEmail();
        Tokens customer = Shop.signInAs(email);
        UUID userId = Shop.userId(customer);
        String admin = Shop.adminToken();
        change(admin, userId, Map.of("role", "seller"), 200);
        request(customer.access()).get(API + "/users/me").then().statusCode(401);
        Tokens seller = Shop.tokens(email, PASSWORD);
        request(seller.access()).body(Shop.productBody(Shop.category(), "5.00", 1)).post(API + "/products").then()
                .statusCode(201);
        change(admin, userId, Map.of("role", "customer"), 200);
        request(seller.access()).body(Shop.productBody(Shop.category(), "5.00", 1)).post(API + "/products").then()
                .statusCode(401);
    }

    @Test
    void a_change_of_an_outdated_version_is_refused() {
        UUID userId = Shop.register(Shop.uniqueEmail());
        String admin = Shop.adminToken();
        String tag = request(admin).get(USERS + "/" + userId).then().statusCode(200).extract().header("ETag");
        change(admin, userId, Map.of("role", "seller"), 200);
        request(admin).header("If-Match", tag).body(Map.of("role", "customer")).patch(USERS + "/" + userId).then()
                .statusCode(412).body("code", equalTo("version_mismatch"));
    }

    @Test
    void P27_only_role_and_activity_can_be_changed_and_one_of_them_has_to_be() {
        UUID userId = Shop.register(Shop.uniqueEmail());
        request(Shop.adminToken()).body(Map.of("role", "king", "email", "x@example.com", "version", 3))
                .patch(USERS + "/" + userId).then().statusCode(400)
                .body("errors.pointer", containsInAnyOrder("/role", "/email", "/version"));
        change(Shop.adminToken(), userId, Map.of(), 400);
        change(Shop.adminToken(), UUID.randomUUID(), Map.of("role", "seller"), 404);
    }

    @Test
    void one_administrator_stays_when_all_leave_at_once() throws Exception {
        UUID first = UUID.fromString(
                request(Shop.adminToken()).get(API + "/users/me").then().extract().path("data.userId"));
        Database.update("update users.users set role = 'customer' where role = 'admin' and id <> ?", first);
        change(Shop.adminToken(), first, Map.of("isActive", false), 409);
        request(Shop.adminToken()).body(Map.of("password", Storefront.ADMIN_PASSWORD)).delete(USERS + "/me").then()
                .statusCode(409).body("code", equalTo("last_administrator"));
        String email = Shop.uniqueEmail();
        UUID second = Shop.register(email);
        change(Shop.adminToken(), second, Map.of("role", "admin"), 200);
        String one = Shop.adminToken();
        String other = Shop.signIn(email, PASSWORD);
        try {
            List<Response> answers;
            // Both pass the check of the role, and then wait for each other.
            try (Held administrators = Held.rows("select from users.users where id in (?, ?) for update", first,
                    second)) {
                List<CompletableFuture<Response>> both = List.of(
                        CompletableFuture.supplyAsync(() -> resign(one, second), EACH),
                        CompletableFuture.supplyAsync(() -> resign(other, first), EACH));
                administrators.awaitWaiting(2);
                administrators.letGo();
                answers = both.stream().map(CompletableFuture::join).toList();
            }
            assertThat(answers).extracting(Response::statusCode).containsExactlyInAnyOrder(200, 409);
            assertThat(answers.stream().filter(answer -> answer.statusCode() == 409)
                    .map(answer -> answer.<String>path("code"))).containsExactly("last_administrator");
            List<UUID> left = Database.query(UUID.class,
                    "select id from users.users where role = 'admin' and is_active");
            assertThat(left).hasSize(1).isSubsetOf(first, second);
            Response tooLate = left.contains(first) ? resign(other, first) : resign(one, second);
            tooLate.then().statusCode(401).body("code", equalTo("session_revoked"));
        } finally { // for later tests
            Database.update("update users.users set role = 'customer' where id = ?", second);
            Database.update("update users.users set role = 'admin' where id = ?", first);
        }
    }

    private static Response resign(String admin, UUID userId) {
        return request(admin).body(Map.of("role", "customer")).patch(USERS + "/" + userId);
    }

    private static void change(String admin, UUID userId, Map<String, Object> change, int status) {
        request(admin).body(change).patch(USERS + "/" + userId).then().statusCode(status);
    }
}
