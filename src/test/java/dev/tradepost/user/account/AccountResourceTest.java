package dev.tradepost.user.account;

import static dev.tradepost.testsupport.Shop.API;
import static dev.tradepost.testsupport.Shop.registration;
import static dev.tradepost.testsupport.Shop.request;
import static dev.tradepost.testsupport.Shop.uniqueEmail;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.nullValue;

import java.util.List;
import java.util.Locale;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.quarkus.test.junit.QuarkusTest;

import dev.tradepost.testsupport.Database;
import dev.tradepost.testsupport.Shop;
import dev.tradepost.testsupport.Together;

@QuarkusTest
class AccountResourceTest {

    @Test
    void registering_answers_as_the_specification_says() {
        String email = uniqueEmail();
        request().body(registration(email)).post(API + "/users/register").then().statusCode(201)
                .body("success", equalTo(true)).body("message", equalTo("User registered successfully"))
                .body("data.userId", not(nullValue())).body("data.email", equalTo(email))
                .body("data.firstName", equalTo("Robin")).body("data.lastName", equalTo("Wayfarer"))
                .body("data.password", nullValue());
    }

    @Test
    void an_address_is_taken_in_any_case_and_with_spaces_around_it() {
        String email = uniqueEmail();
        Shop.register(email);
        request().body(registration("  " + email.toUpperCase(Locale.ROOT) + " ")).post(API + "/users/register").then()
                .statusCode(409).body("code", equalTo("email_taken"));
    }

    @Test
    void of_many_who_register_the_same_address_at_once_one_succeeds() throws Exception {
        String email = uniqueEmail();
        List<Integer> statuses = Together.times(10,
                () -> request().body(registration(email)).post(API + "/users/register").statusCode());
        assertThat(statuses).containsOnlyOnce(201).containsOnly(201, 409);
        assertThat(Database.count("select count(*) from users.users where email = ?", email)).isOne();
    }

    @ParameterizedTest
    @ValueSource(strings = {"Sh0rt!a", "nouppercase1!", "NOLOWERCASE1!", "NoDigits!!", "NoSpecial11",
            "Aa1!Aa1!Aa1!Aa1!Aa1!Aa1!Aa1!Aa1!Aa1!Aa1!Aa1!Aa1!Aa1!Aa1!Aa1!Aa1!Aa1!Aa1!x",
            "Aa1!ééééééééééééééééééééééééééééééééééé"})
    void a_weak_password_or_one_of_more_than_72_bytes_is_refused(String password) {
        Map<String, Object> body = registration(uniqueEmail());
        body.put("password", password);
        request().body(body).post(API + "/users/register").then().statusCode(400).body("errors.pointer",
                contains("/password"));
    }

    @Test
    void a_password_of_exactly_72_bytes_signs_in_and_its_first_71_do_not() {
        String password = "Aa1!".repeat(18);
        Map<String, Object> body = registration(uniqueEmail());
        body.put("password", password);
        request().body(body).post(API + "/users/register").then().statusCode(201);
        request().body(Map.of("email", body.get("email"), "password", password)).post(API + "/users/login").then()
                .statusCode(200);
        request().body(Map.of("email", body.get("email"), "password", password.substring(0, 71)))
                .post(API + "/users/login").then().statusCode(401);
    }

    @Test
    void P19_what_bcrypt_would_cut_off_makes_a_password_wrong() {
        String password = "Aa1!".repeat(18);
        Map<String, Object> body = registration(uniqueEmail());
        body.put("password", password);
        request().body(body).post(API + "/users/register").then().statusCode(201);
        request().body(Map.of("email", body.get("email"), "password", password + "and more")).post(API + "/users/login")
                .then().statusCode(401);
    }

    @ParameterizedTest
    @ValueSource(strings = {"nobody", "a@b", "a b@example.com", "x<victim@example.com>", "a@b@example.com",
            "a@example.com,b@example.com", "\\u00a0a@example.com", "a\\u200b@example.com"})
    void what_is_no_address_is_refused(String email) {
        Map<String, Object> body = registration("placeholder");
        request().body("{\"email\":\"" + email + "\",\"password\":\"" + body.get("password")
                + "\",\"firstName\":\"Robin\",\"lastName\":\"Wayfarer\"}").post(API + "/users/register").then()
                .statusCode(400).body("errors.pointer", contains("/email"));
    }

    @Test
    void the_profile_shows_what_was_registered() {
        Shop.Customer customer = Shop.customer();
        customer.request().get(API + "/users/me").then().statusCode(200).body("data.email", equalTo(customer.email()))
                .body("data.role", equalTo("customer")).body("data.isVerified", equalTo(false))
                .body("data.createdAt", not(nullValue())).body("data.lastLogin", not(nullValue()))
                .body("data.passwordHash", nullValue());
    }

    @Test
    void the_first_administrator_is_there_and_is_one() {
        request(Shop.adminToken()).get(API + "/users/me").then().statusCode(200).body("data.role", equalTo("admin"));
    }

    @Test
    void P19_the_hash_in_the_database_is_bcrypt() {
        String email = uniqueEmail();
        Shop.register(email);
        assertThat(Database.query(String.class, "select password_hash from users.users where email = ?", email)
                .getFirst()).startsWith("$2");
    }
}
