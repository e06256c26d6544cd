package dev.tradepost.user.account;

import static dev.tradepost.testsupport.Shop.API;
import static dev.tradepost.testsupport.Shop.PASSWORD;
import static dev.tradepost.testsupport.Shop.request;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasSize;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;

import org.junit.jupiter.api.Test;

import io.quarkus.test.junit.QuarkusTest;

import dev.tradepost.testsupport.Database;
import dev.tradepost.testsupport.Eventually;
import dev.tradepost.testsupport.Held;
import dev.tradepost.testsupport.Shop;
import dev.tradepost.testsupport.Together;

@QuarkusTest
class PersonalDataResourceTest {

    @Test
    void an_export_contains_everything_that_is_stored() {
        Shop.Customer customer = Shop.customer();
        customer.order("tok_approved", Shop.product("5.00", 3), 1);
        customer.request().get(API + "/users/me/export").then().statusCode(200)
                .header("Cache-Control", "no-store")
                .body("data.profile.email", equalTo(customer.email()))
                .body("data.addresses.street", contains("12 Harbour Lane")).body("data.sessions", hasSize(1))
                .body("data.mails.kind", hasItem("VERIFY_EMAIL")).body("data.events.action", hasItem("session.started"))
                .body("data.orders", hasSize(1)).body("data.orders[0].shippingAddress.street",
                        equalTo("12 Harbour Lane"));
    }

    @Test
    void an_export_does_not_identify_administrators() {
        Shop.Customer customer = Shop.customer();
        request(Shop.adminToken()).header("X-Request-Id", "of-the-administrator").body(Map.of("role", "seller"))
                .patch(API + "/users/" + customer.userId()).then().statusCode(200);
        var events = request(Shop.signIn(customer.email(), PASSWORD)).get(API + "/users/me/export").then()
                .statusCode(200).extract().jsonPath();
        Map<String, Object> change = events.getMap("data.events.find { it.actorRole == 'admin' }");
        assertThat(change).containsEntry("action", "user.role_changed");
        for (String about : new String[]{"actorId", "address", "requestId", "traceId"}) {
            assertThat(change.get(about)).as(about).isNull();
        }
        Map<String, Object> own = events.getMap("data.events.find { it.action == 'session.started' }");
        assertThat(own).containsEntry("address", "127.0.0.1").containsEntry("actorId", customer.userId().toString());
    }

    @Test
    void erasing_needs_the_password_and_leaves_no_personal_data() {
        Shop.Customer customer = Shop.customer();
        customer.request().body(Map.of("phone", "+12025550143")).patch(API + "/users/me").then().statusCode(200);
        erase(customer, "Wrong-Horse-1!", 401);
        erase(customer, PASSWORD, 200);
        customer.request().get(API + "/users/me").then().statusCode(401).body("code", equalTo("session_revoked"));
        request().body(Map.of("email", customer.email(), "password", PASSWORD)).post(API + "/users/login").then()
                .statusCode(401).body("code", equalTo("invalid_credentials"));
        assertThat(Database.count("select count(*) from users.users where email = ?", customer.email())).isZero();
        assertThat(Database.count("select count(*) from users.addresses where user_id = ?", customer.userId()))
                .isZero();
        assertThat(Database.count("select count(*) from users.mail_jobs where recipient = ?", customer.email()))
                .isZero();
        assertThat(Database.count(
                "select count(*) from users.sessions where user_id = ? and (device <> 'erased' or address <> 'erased')",
                customer.userId())).isZero();
        assertThat(Database.count("""
                select count(*) from users.users where id = ? and phone is null and first_name = 'Erased'
                   and last_name = 'Erased' and not is_active""", customer.userId())).isOne();
        assertThat(Shop.register(customer.email())).as("the address is free again").isNotEqualTo(customer.userId());
    }

    @Test
    void an_erased_customers_order_loses_its_address_when_it_is_finished() {
        Shop.Customer customer = Shop.customer();
        UUID product = Shop.product("5.00", 5);
        UUID over = customer.order("tok_declined", product, 1);
        Eventually.becomes(customer, over, "CANCELLED/FAILED");
        UUID underWay = customer.order("tok_approved", product, 2);
        Eventually.becomes(customer, underWay, "PROCESSING/PAID");
        erase(customer, PASSWORD, 200);
        String admin = Shop.adminToken();
        request(admin).get(API + "/orders/" + over).then().statusCode(200)
                .body("data.shippingAddress.street", equalTo(null)).body("data.billingAddress.city", equalTo(null))
                .body("data.shippingAddress.country", equalTo("US"))
                .body("data.items[0].sku", org.hamcrest.Matchers.notNullValue())
                .body("data.totalAmount.toString()", equalTo("5.00"));
        request(admin).get(API + "/orders/" + underWay).then().statusCode(200)
                .body("data.shippingAddress.street", equalTo("12 Harbour Lane"));
    }

    private static void erase(Shop.Customer customer, String password, int status) {
        customer.request().body(Map.of("password", password)).delete(API + "/users/me").then().statusCode(status);
    }

    @Test
    void P31_what_is_under_way_while_an_account_is_erased_leaves_nothing_behind() throws Exception {
        for (int round = 0; round < 5; round++) {
            Shop.Customer customer = Shop.customer();
            UUID product = Shop.product("5.00", 50);
            List<Callable<Integer>> tasks = new ArrayList<>();
            for (int i = 0; i < 6; i++) {
                tasks.add(() -> customer.request().body(Shop.addressBody()).post(API + "/users/me/addresses")
                        .statusCode());
                tasks.add(() -> customer.request().body(Map.of("firstName", "Robin", "phone", "+12025550143"))
                        .patch(API + "/users/me").statusCode());
                tasks.add(() -> customer.order("tok_declined", Map.of(product, 1)).statusCode());
            }
            tasks.add(5, () -> customer.request().body(Map.of("password", PASSWORD)).delete(API + "/users/me")
                    .statusCode());
            assertThat(Together.run(tasks)).allMatch(status -> status < 500);
            assertThat(Database.count("select count(*) from users.users where id = ? and erased_at is not null",
                    customer.userId())).isOne();
            assertThat(Database.count(
                    "select count(*) from users.users where id = ? and (phone is not null or first_name <> 'Erased')",
                    customer.userId())).isZero();
            assertThat(Database.count("select count(*) from users.addresses where user_id = ?", customer.userId()))
                    .isZero();
            Eventually.holds(() -> assertThat(Database.count("""
                    select count(*) from orders.orders o join orders.order_addresses a on a.order_id = o.id
                     where o.user_id = ? and (o.status <> 'CANCELLED' or a.street_address is not null)""",
                    customer.userId())).isZero());
        }
    }

    @Test
    void P31_an_erasure_and_who_locks_several_orders_wait_for_each_other_in_one_direction() throws Exception {
        Shop.Customer customer = Shop.customer();
        UUID product = Shop.product("5.00", 5);
        UUID first = customer.order("tok_slow", product, 1);
        UUID second = customer.order("tok_slow", product, 1);
        Eventually.holds(() -> assertThat(Database.count( // no other transaction waits for the orders
                "select count(*) from orders.payments where order_id in (?, ?)", first, second)).isEqualTo(2));
        String lock = "select from orders.orders where id = ? for no key update";
        try (Held somebody = Held.rows(lock, first)) {
            CompletableFuture<Integer> erasure = CompletableFuture.supplyAsync(() -> customer.request()
                    .body(Map.of("password", PASSWORD)).delete(API + "/users/me").statusCode());
            somebody.awaitWaiting(1);
            somebody.also(lock, second);
            somebody.letGo();
            assertThat(erasure.join()).isEqualTo(200);
        }
    }
}
