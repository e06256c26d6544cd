package dev.tradepost.user.account;

import static dev.tradepost.testsupport.Shop.API;
import static dev.tradepost.testsupport.Shop.PASSWORD;
import static dev.tradepost.testsupport.Shop.request;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.equalTo;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.UUID;

import org.junit.jupiter.api.Test;

import io.quarkus.test.junit.QuarkusTest;

import dev.tradepost.testsupport.Database;
import dev.tradepost.testsupport.Eventually;
import dev.tradepost.testsupport.Mailbox;
import dev.tradepost.testsupport.Shop;
import dev.tradepost.testsupport.Shop.Tokens;
import dev.tradepost.testsupport.Together;

@QuarkusTest
class PasswordResourceTest {

    private static final String BETTER = "Better-Horse-2!";

    @Test
    void P25_a_change_of_password_ends_the_other_sessions_at_once_and_keeps_this_one() {
        String email = Shop.uniqueEmail();
        Tokens here = Shop.signInAs(email);
        Shop.verify(email);
        Tokens elsewhere = Shop.tokens(email, PASSWORD);
        request(here.access()).body(Map.of("currentPassword", PASSWORD, "newPassword", BETTER))
                .post(API + "/users/me/password").then().statusCode(200);
        request(here.access()).get(API + "/users/me").then().statusCode(200);
        request(elsewhere.access()).get(API + "/users/me").then().statusCode(401).body("code",
                equalTo("session_revoked"));
        request().body(Map.of("refreshToken", elsewhere.refresh())).post(API + "/users/refresh").then()
                .statusCode(401);
        request().body(Map.of("email", email, "password", PASSWORD)).post(API + "/users/login").then().statusCode(401);
        Shop.signIn(email, BETTER);
        Eventually.holds(() -> assertThat(Mailbox.of(email)).extracting(Mailbox.Mail::subject)
                .contains("Your password was changed"));
    }

    @Test
    void a_change_needs_the_current_password_and_a_strong_different_one() {
        Tokens tokens = Shop.signInAs(Shop.uniqueEmail());
        request(tokens.access()).body(Map.of("currentPassword", "Wrong-Horse-1!", "newPassword", BETTER))
                .post(API + "/users/me/password").then().statusCode(401).body("code", equalTo("invalid_credentials"));
        request(tokens.access()).body(Map.of("currentPassword", PASSWORD, "newPassword", PASSWORD))
                .post(API + "/users/me/password").then().statusCode(400)
                .body("errors.pointer", contains("/newPassword"));
        request(tokens.access()).body(Map.of("currentPassword", PASSWORD, "newPassword", "weak"))
                .post(API + "/users/me/password").then().statusCode(400)
                .body("errors.pointer", contains("/newPassword"));
    }

    @Test
    void P25_a_token_from_the_mail_gives_a_new_password_once_and_ends_every_session() throws Exception {
        String email = Shop.uniqueEmail();
        Tokens tokens = Shop.signInAs(email);
        String token = resetToken(email);
        List<Integer> statuses = Together.times(8,
                () -> request().body(Map.of("token", token, "newPassword", BETTER))
                        .post(API + "/users/password-reset/confirm").statusCode());
        assertThat(Collections.frequency(statuses, 200)).isOne();
        assertThat(Collections.frequency(statuses, 400)).isEqualTo(7);
        request(tokens.access()).get(API + "/users/me").then().statusCode(401);
        request(Shop.signIn(email, BETTER)).get(API + "/users/me").then().body("data.isVerified", equalTo(true));
    }

    @Test
    void a_reset_token_stays_valid_until_another_one_is_used() {
        String email = Shop.uniqueEmail();
        Shop.register(email);
        String older = resetToken(email);
        request().body(Map.of("email", email)).post(API + "/users/password-reset").then().statusCode(202);
        Eventually.holds(() -> assertThat(Mailbox.of(email).stream().map(Mailbox.Mail::subject)
                .filter("Choose a new password"::equals)).hasSize(2));
        request().body(Map.of("token", older, "newPassword", BETTER)).post(API + "/users/password-reset/confirm").then()
                .statusCode(200);
        assertThat(Database.count("""
                select count(*) from users.one_time_tokens t join users.users u on u.id = t.user_id
                 where u.email = ? and t.purpose = 'RESET_PASSWORD'""", email)).isZero();
    }

    @Test
    void P24_of_tokens_in_mails_only_a_hash_is_stored() throws Exception {
        String email = Shop.uniqueEmail();
        UUID userId = Shop.register(email);
        Map<String, String> tokens = Map.of("VERIFY_EMAIL", Mailbox.token(email, "Please confirm your e-mail address"),
                "RESET_PASSWORD", resetToken(email));
        for (Map.Entry<String, String> token : tokens.entrySet()) {
            assertThat(Database.query(byte[].class,
                    "select token_hash from users.one_time_tokens where user_id = ? and purpose = ?", userId,
                    token.getKey())).containsExactly(MessageDigest.getInstance("SHA-256")
                            .digest(token.getValue().getBytes(StandardCharsets.US_ASCII)));
            assertThat(Database.tablesWith("users", token.getValue())).isEmpty();
        }
    }

    @Test
    void an_expired_token_is_refused() {
        String email = Shop.uniqueEmail();
        UUID userId = Shop.register(email);
        String token = resetToken(email);
        Database.update("update users.one_time_tokens set expires_at = now() where user_id = ?", userId);
        request().body(Map.of("token", token, "newPassword", BETTER)).post(API + "/users/password-reset/confirm").then()
                .statusCode(400).body("code", equalTo("invalid_token"));
    }

    @Test
    void P23_a_reset_token_verifies_no_address_and_is_no_access_token() {
        String email = Shop.uniqueEmail();
        Shop.register(email);
        String token = resetToken(email);
        request().body(Map.of("token", token)).post(API + "/users/verify-email").then().statusCode(400);
        request().body(Map.of("refreshToken", token)).post(API + "/users/refresh").then().statusCode(401);
        request(token).get(API + "/users/me").then().statusCode(401);
    }

    @Test
    void P20_an_address_without_an_account_gets_the_same_answer_and_no_mail() {
        String nobody = Shop.uniqueEmail();
        String somebody = Shop.uniqueEmail();
        Shop.register(somebody);
        for (String email : List.of(nobody, somebody)) {
            request().body(Map.of("email", email)).post(API + "/users/password-reset").then().statusCode(202)
                    .body("message", equalTo("If the address has an account, a mail is on its way"));
        }
        Eventually.holds(() -> assertThat(Database.query(String.class,
                "select outcome from users.mail_jobs where recipient = ? and outcome is not null", nobody))
                .containsExactly("DROPPED"));
        assertThat(Mailbox.of(nobody)).isEmpty();
    }

    @Test
    void requests_for_reset_mails_are_limited() {
        String email = Shop.uniqueEmail();
        for (int i = 0; i < 5; i++) {
            request().body(Map.of("email", email)).post(API + "/users/password-reset").then().statusCode(202);
        }
        request().body(Map.of("email", email)).post(API + "/users/password-reset").then().statusCode(429)
                .header("Retry-After", org.hamcrest.Matchers.notNullValue())
                .body("code", equalTo("too_many_attempts"));
    }

    private static String resetToken(String email) {
        Shop.verify(email);
        request().body(Map.of("email", email)).post(API + "/users/password-reset").then().statusCode(202);
        return Mailbox.token(email, "Choose a new password");
    }

    @Test
    void a_reset_with_an_old_access_token_does_not_deadlock() {
        String email = Shop.uniqueEmail();
        Tokens tokens = Shop.signInAs(email);
        String token = resetToken(email);
        Database.update("update users.sessions set last_used_at = now() - interval '1 hour' where user_id = ?",
                Shop.userId(tokens));
        request(tokens.access()).body(Map.of("token", token, "newPassword", BETTER))
                .post(API + "/users/password-reset/confirm").then().statusCode(200);
    }

    @Test
    void P28_an_address_that_grows_in_lower_case_is_measured_as_it_would_be_stored() {
        String grows = "\u0130".repeat(200);
        for (String path : List.of("/users/password-reset", "/users/verify-email/resend", "/users/login")) {
            Map<String, String> body = path.endsWith("login")
                    ? Map.of("email", grows, "password", PASSWORD)
                    : Map.of("email", grows);
            request().body(body).post(API + path).then().statusCode(400).body("errors.pointer", contains("/email"));
        }
        Map<String, Object> body = Shop.registration("\u0130".repeat(64) + "@" + "a".repeat(186) + ".com");
        request().body(body).post(API + "/users/register").then().statusCode(400).body("errors.pointer",
                contains("/email"));
    }
}
