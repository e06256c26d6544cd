package dev.tradepost.journeys;

import static dev.tradepost.testsupport.Shop.API;
import static dev.tradepost.testsupport.Shop.PASSWORD;
import static dev.tradepost.testsupport.Shop.request;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasItems;
import static org.hamcrest.Matchers.hasSize;

import java.util.Map;
import java.util.UUID;

import org.junit.jupiter.api.Test;

import dev.tradepost.testsupport.Eventually;
import dev.tradepost.testsupport.Mailbox;
import dev.tradepost.testsupport.Shop;
import dev.tradepost.testsupport.Shop.Customer;
import dev.tradepost.testsupport.Shop.Tokens;

/** The life of an account, from the outside. */
abstract class AccountJourney {

    @Test
    void somebody_registers_verifies_lives_forgets_the_password_and_leaves() {
        Customer customer = Shop.customer();
        request().body(Map.of("token", Mailbox.token(customer.email(), "Please confirm your e-mail address")))
                .post(API + "/users/verify-email").then().statusCode(200);
        customer.request().body(Map.of("phone", "+12025550143")).patch(API + "/users/me").then().statusCode(200)
                .body("data.isVerified", equalTo(true)).body("data.phone", equalTo("+12025550143"));
        UUID order = customer.order("tok_declined", Shop.product("5.00", 2), 1);
        Eventually.becomes(customer, order, "CANCELLED/FAILED");

        Tokens second = Shop.tokens(customer.email(), PASSWORD);
        var refreshed = request().body(Map.of("refreshToken", second.refresh())).post(API + "/users/refresh").then()
                .statusCode(200).extract();
        customer.request().get(API + "/users/me/sessions").then().statusCode(200).body("data.sessions", hasSize(2));
        customer.request().delete(API + "/users/me/sessions").then().statusCode(200).body("data.revoked", equalTo(1));
        request(refreshed.<String>path("data.token")).get(API + "/users/me").then().statusCode(401);
        customer.request().get(API + "/users/me/export").then().statusCode(200)
                .body("data.profile.phone", equalTo("+12025550143"))
                .body("data.addresses.street", hasItem("12 Harbour Lane"))
                .body("data.mails.kind", hasItem("VERIFY_EMAIL")).body("data.mails.outcome", hasItem("SENT"))
                .body("data.sessions", hasSize(2)).body("data.orders[0].orderId", equalTo(order.toString()))
                .body("data.events.action", hasItems("user.registered", "email.verified", "session.started"));

        request().body(Map.of("email", customer.email())).post(API + "/users/password-reset").then().statusCode(202);
        request().body(Map.of("token", Mailbox.token(customer.email(), "Choose a new password"), "newPassword",
                "Better-Horse-2!")).post(API + "/users/password-reset/confirm").then().statusCode(200);
        customer.request().get(API + "/users/me").then().statusCode(401).body("code", equalTo("session_revoked"));
        String token = Shop.signIn(customer.email(), "Better-Horse-2!");
        request(token).body(Map.of("password", "Better-Horse-2!")).delete(API + "/users/me").then().statusCode(200);
        request(token).get(API + "/users/me").then().statusCode(401);
        request(Shop.adminToken()).get(API + "/orders/" + order).then().statusCode(200)
                .body("data.shippingAddress.street", equalTo(null));
        request(Shop.adminToken()).queryParam("subjectId", customer.userId()).get(API + "/admin/audit").then()
                .statusCode(200).body("data.events[0].action", equalTo("user.erased"));
        request(Shop.adminToken()).get(API + "/admin/encryption").then().statusCode(200).body("data.columns",
                hasSize(4));
    }

    @Test
    void a_password_that_everybody_has_is_refused() {
        Map<String, Object> body = Shop.registration(Shop.uniqueEmail());
        body.put("password", "Password123!");
        request().body(body).post(API + "/users/register").then().statusCode(400).body("errors.pointer",
                hasItem("/password"));
    }
}
