package dev.tradepost.user.notification;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import io.quarkus.test.junit.QuarkusTest;

import dev.tradepost.testsupport.Database;
import dev.tradepost.testsupport.Eventually;
import dev.tradepost.testsupport.Line;
import dev.tradepost.testsupport.Mailbox;
import dev.tradepost.testsupport.Shop;

/** Accounts are opened while the mail server is down. */
@QuarkusTest
class MailServerAwayTest {

    private static final String TRIES = "select tries from users.mail_jobs where recipient = ?";
    private static final String OUTCOME = "select coalesce(outcome, 'OWED') from users.mail_jobs where recipient = ?";

    @AfterEach
    void restore() {
        Line.SMTP.restore();
    }

    @Test
    void P16_without_a_mail_server_an_account_is_opened_and_its_mail_comes_once_when_the_server_is_back() {
        Line.SMTP.cut();
        String email = Shop.uniqueEmail();
        Shop.register(email);
        Shop.signIn(email, Shop.PASSWORD);
        Eventually.holds(() -> assertThat(Database.query(Integer.class, TRIES, email)).allMatch(tries -> tries > 1)
                .isNotEmpty());
        Line.SMTP.restore();
        Eventually.holds(() -> assertThat(Database.query(String.class, OUTCOME, email)).containsExactly("SENT"));
        assertThat(Mailbox.of(email)).hasSize(1);
    }

    @Test
    void P16_a_frozen_mail_server_holds_nobody_and_the_mail_comes_when_it_moves_again() {
        Line.SMTP.freeze();
        String email = Shop.uniqueEmail();
        Shop.register(email);
        Eventually.holds(() -> assertThat(Database.query(Integer.class, TRIES, email)).allMatch(tries -> tries > 0)
                .isNotEmpty());
        assertThat(Database.query(String.class, OUTCOME, email)).containsExactly("OWED");
        Line.SMTP.restore();
        Eventually.holds(() -> assertThat(Database.query(String.class, OUTCOME, email)).containsExactly("SENT"));
        assertThat(Mailbox.of(email)).extracting(Mailbox.Mail::messageId).containsOnly(
                Database.query(String.class,
                        "select '<' || id || '@tradepost>' from users.mail_jobs where recipient = ?",
                        email).getFirst());
    }
}
