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
import java.util.UUID;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.quarkus.elytron.security.common.BcryptUtil;
import io.quarkus.test.junit.QuarkusTest;

import dev.tradepost.testsupport.Database;
import dev.tradepost.testsupport.Shop;
import dev.tradepost.testsupport.Together;

@QuarkusTest
class AccountResourceTest {

    @Test
    void a_registration_returns_the_account() {
        String email = uniqueEmail();
        request().body(registration(email)).post(API + "/users/register").then().statusCode(201)
                .body("success", equalTo(true)).body("message", equalTo("User registered successfully"))
                .body("data.userId", not(nullValue())).body("data.email", equalTo(email))
                .body("data.firstName", equalTo("Robin")).body("data.lastName", equalTo("Wayfarer"))
                .body("data.password", nullValue());
    }

    @Test
    void an_address_is_taken_ignoring_case_and_spaces() {
        String email = uniqueEmail();
        Shop.register(email);
        request().body(registration("  " + email.toUpperCase(Locale.ROOT) + " ")).post(API + "/users/register").then()
                .statusCode(409).body("code", equalTo("email_taken"));
    }

    @Test
    void of_concurrent_registrations_of_an_address_one_succeeds() throws Exception {
        String email = uniqueEmail();
        List<Integer> statuses = Together.times(10,
                () -> request().body(registration(email)).post(API + "/users/register").statusCode());
        assertThat(statuses).containsOnlyOnce(201).containsOnly(201, 409);
        assertThat(Database.count("select count(*) from users.users where email = ?", email)).isOne();
    }

    @Test
    void P19_a_hash_of_a_lower_cost_is_renewed_at_sign_in() {
        String email = Shop.uniqueEmail();
        UUID userId = Shop.register(email);
        Database.update("update users.users set password_hash = ? where id = ?",
                BcryptUtil.bcryptHash(Shop.PASSWORD, 4),
                userId);
        Shop.signIn(email, Shop.PASSWORD);
        assertThat(Database.query(String.class, "select password_hash from users.users where id = ?", userId)
                .getFirst()).startsWith("$2a$05$");
        Shop.signIn(email, Shop.PASSWORD);
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
            "a@example.com,b@example.com", "\\u00a0a@example.com", "a\\u200b@example.com", "j\\u00f6rg@example.com"})
    void an_invalid_address_is_refused(String email) {
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
    void the_first_administrator_has_the_role() {
        request(Shop.adminToken()).get(API + "/users/me").then().statusCode(200).body("data.role", equalTo("admin"));
    }

    @Test
    void P19_the_hash_in_the_database_is_bcrypt() {
        String email = uniqueEmail();
        Shop.register(email);
        assertThat(Database.query(String.class, "select password_hash from users.users where email = ?", email)
                .getFirst()).startsWith("$2");
    }

    @ParameterizedTest
    @ValueSource(strings = {"Password1!", "P@ssw0rd", "Passw0rd!", "Password123!", "Qwerty123!", "Admin123!",
            "Welcome1!",
            "Test1234!", "Dragon1!", "Letmein1!", "!Password1", "Iloveyou1!"})
    void P19_a_password_that_everybody_has_is_refused(String password) {
        Map<String, Object> body = registration(uniqueEmail());
        body.put("password", password);
        request().body(body).post(API + "/users/register").then().statusCode(400)
                .body("errors.pointer", contains("/password"))
                .body("errors[0].message", org.hamcrest.Matchers.containsString("common password"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"SecurePassword123!", "Correct-Horse-1!", "aB3!xyzw", "Dr4gon-Boat-Race!", "Xk29!mPq"})
    void P19_a_password_that_is_not_common_is_taken(String password) {
        Map<String, Object> body = registration(uniqueEmail());
        body.put("password", password);
        request().body(body).post(API + "/users/register").then().statusCode(201);
    }

    @Test
    void P19_a_password_of_a_megabyte_is_refused_without_hashing_it() {
        Map<String, Object> body = registration(uniqueEmail());
        body.put("password", "Aa1!".repeat(250_000));
        request().body(body).post(API + "/users/register").then().statusCode(400).body("errors.pointer",
                contains("/password"));
        request().body(Map.of("email", uniqueEmail(), "password", "Aa1!".repeat(250_000))).post(API + "/users/login")
                .then().statusCode(400);
        body.put("password", "Aa1!".repeat(300_000));
        request().body(body).post(API + "/users/register").then().statusCode(413);
    }

    @Test
    void a_profile_is_changed_field_by_field() {
        Shop.Customer customer = Shop.customer();
        customer.request().body("{\"firstName\":\"Robyn\",\"phone\":\"+12025550143\"}").patch(API + "/users/me").then()
                .statusCode(200).body("data.firstName", equalTo("Robyn")).body("data.lastName", equalTo("Wayfarer"))
                .body("data.phone", equalTo("+12025550143"));
        customer.request().body("{\"lastName\":\"W.\"}").patch(API + "/users/me").then().statusCode(200)
                .body("data.phone", equalTo("+12025550143"));
        customer.request().body("{\"phone\":null}").patch(API + "/users/me").then().statusCode(200).body("data.phone",
                nullValue());
    }

    @Test
    void P27_what_is_not_ones_own_to_change_is_refused_and_nothing_changes() {
        Shop.Customer customer = Shop.customer();
        customer.request()
                .body("{\"firstName\":\" \",\"phone\":\"abc\",\"role\":\"admin\",\"isVerified\":true,\"userId\":\"x\",\"version\":1}")
                .patch(API + "/users/me").then().statusCode(400).body("errors.pointer", org.hamcrest.Matchers
                        .containsInAnyOrder("/firstName", "/phone", "/role", "/isVerified", "/userId", "/version"));
        customer.request().get(API + "/users/me").then().body("data.firstName", equalTo("Robin")).body("data.role",
                equalTo("customer"));
    }

    @Test
    void the_entity_tag_of_a_profile_saves_reads_and_prevents_lost_updates() {
        Shop.Customer customer = Shop.customer();
        String tag = customer.request().get(API + "/users/me").then().statusCode(200).extract().header("ETag");
        customer.request().header("If-None-Match", tag).get(API + "/users/me").then().statusCode(304)
                .header("ETag", equalTo(tag)).body(org.hamcrest.Matchers.emptyString());
        String next = customer.request().header("If-Match", tag).body(Map.of("firstName", "Robyn"))
                .patch(API + "/users/me").then().statusCode(200).extract().header("ETag");
        assertThat(next).isNotEqualTo(tag);
        customer.request().header("If-Match", tag).body(Map.of("firstName", "Bob")).patch(API + "/users/me").then()
                .statusCode(412).body("code", equalTo("version_mismatch"));
        customer.request().header("If-None-Match", tag).get(API + "/users/me").then().statusCode(200)
                .body("data.firstName", equalTo("Robyn"));
        customer.request().header("If-Match", "*").body(Map.of("firstName", "Bob")).patch(API + "/users/me").then()
                .statusCode(200);
    }

    @Test
    void P31_a_phone_number_is_sealed_in_the_database_and_open_to_its_owner() {
        Map<String, Object> body = registration(uniqueEmail());
        body.put("phone", "+12025550143");
        request().body(body).post(API + "/users/register").then().statusCode(201);
        assertThat(Database.query(String.class, "select phone from users.users where email = ?", body.get("email"))
                .getFirst()).startsWith("aes:").doesNotContain("2025550143");
        request(Shop.signIn((String) body.get("email"), Shop.PASSWORD)).get(API + "/users/me").then()
                .body("data.phone", equalTo("+12025550143"));
    }
}
