package dev.tradepost.user.account;

import static dev.tradepost.testsupport.Shop.API;
import static dev.tradepost.testsupport.Shop.request;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import java.util.Map;

import org.junit.jupiter.api.Test;

import io.quarkus.test.junit.QuarkusTest;

import dev.tradepost.testsupport.Database;
import dev.tradepost.testsupport.Eventually;
import dev.tradepost.testsupport.Mailbox;
import dev.tradepost.testsupport.Shop;
import dev.tradepost.testsupport.Shop.Tokens;

@QuarkusTest
class VerificationResourceTest {

    private static final String SUBJECT = "Please confirm your e-mail address";

    @Test
    void the_token_from_the_mail_verifies_the_address_once() {
        String email = Shop.uniqueEmail();
        String access = Shop.signInAs(email).access();
        String token = Mailbox.token(email, SUBJECT);
        request().body(Map.of("token", token)).post(API + "/users/verify-email").then().statusCode(200);
        request(access).get(API + "/users/me").then().body("data.isVerified", equalTo(true));
        request().body(Map.of("token", token)).post(API + "/users/verify-email").then().statusCode(400).body("code",
                equalTo("invalid_token"));
    }

    @Test
    void a_verification_mail_can_be_requested_until_the_address_is_verified() {
        String email = Shop.uniqueEmail();
        Shop.register(email);
        Mailbox.token(email, SUBJECT);
        resend(email);
        Eventually.holds(() -> assertThat(Mailbox.of(email)).hasSize(2));
        request().body(Map.of("token", Mailbox.token(email, SUBJECT))).post(API + "/users/verify-email").then()
                .statusCode(200);
        resend(email);
        Eventually.holds(() -> assertThat(Database.query(String.class,
                "select outcome from users.mail_jobs where recipient = ? order by created_at", email))
                .containsExactly("SENT", "SENT", "DROPPED"));
        assertThat(Mailbox.of(email)).hasSize(2);
    }

    @Test
    void the_verification_mail_has_text_and_html_and_no_unverified_name() {
        String email = Shop.uniqueEmail();
        Shop.register(email);
        Mailbox.token(email, SUBJECT);
        assertThat(Mailbox.of(email).getFirst().text()).doesNotContain("Robin").contains("text/plain", "text/html",
                "http://localhost:8080/verify-email#token=", "viewport");
    }

    @Test
    void an_unverified_address_gets_only_the_verification_mail() {
        String email = Shop.uniqueEmail();
        Tokens tokens = Shop.signInAs(email);
        request().header("User-Agent", "Buy at https://elsewhere.example")
                .body(Map.of("email", email, "password", Shop.PASSWORD)).post(API + "/users/login").then()
                .statusCode(200);
        request().body(Map.of("email", email)).post(API + "/users/password-reset").then().statusCode(202);
        request(tokens.access()).body(Map.of("currentPassword", Shop.PASSWORD, "newPassword", "Better-Horse-2!"))
                .post(API + "/users/me/password").then().statusCode(200);
        Eventually.holds(() -> assertThat(Database.query(String.class,
                "select kind || ' ' || outcome from users.mail_jobs where recipient = ?", email))
                .containsExactlyInAnyOrder("VERIFY_EMAIL SENT", "NEW_SIGN_IN DROPPED", "RESET_PASSWORD DROPPED",
                        "PASSWORD_CHANGED DROPPED"));
        assertThat(Mailbox.of(email)).extracting(Mailbox.Mail::subject).containsExactly(SUBJECT);
    }

    @Test
    void an_address_gets_five_verification_mails_a_day_even_if_its_account_is_erased_and_opened_again() {
        String email = Shop.uniqueEmail();
        String access = Shop.signInAs(email).access();
        resend(email);
        resend(email);
        resend(email);
        assertThat(verifications(email)).isEqualTo(4);
        request(access).body(Map.of("password", Shop.PASSWORD)).delete(API + "/users/me").then().statusCode(200);
        Shop.register(email);
        resend(email);
        resend(email);
        assertThat(verifications(email)).isOne();
    }

    private static long verifications(String email) {
        return Database.count("select count(*) from users.mail_jobs where recipient = ? and kind = 'VERIFY_EMAIL'",
                email);
    }

    private static void resend(String email) {
        request().body(Map.of("email", email)).post(API + "/users/verify-email/resend").then().statusCode(202);
    }
}
