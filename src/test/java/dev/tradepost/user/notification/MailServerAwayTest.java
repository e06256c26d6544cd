package dev.tradepost.user.notification;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.netcrusher.core.reactor.NioReactor;
import org.netcrusher.tcp.TcpCrusher;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;

import dev.tradepost.testsupport.Database;
import dev.tradepost.testsupport.Eventually;
import dev.tradepost.testsupport.Line;
import dev.tradepost.testsupport.Mailbox;
import dev.tradepost.testsupport.Shop;

/** Accounts are opened while the mail server is down. */
@QuarkusTest
@TestProfile(Line.ToEach.class)
class MailServerAwayTest {

    private static final String TRIES = "select tries from users.mail_jobs where recipient = ?";
    private static final String OUTCOME = "select coalesce(outcome, 'OWED') from users.mail_jobs where recipient = ?";

    private NioReactor reactor;
    private TcpCrusher server;
    private TcpCrusher redis;

    @BeforeEach
    void prepare() throws IOException {
        reactor = new NioReactor();
        server = Line.SMTP.through(reactor);
        redis = Line.REDIS.openedThrough(reactor);
    }

    @AfterEach
    void close() {
        server.close();
        redis.close();
        reactor.close();
    }

    @Test
    void P16_without_a_mail_server_an_account_is_opened_and_its_mail_comes_once_when_the_server_is_back() {
        String email = Shop.uniqueEmail();
        Shop.register(email);
        Shop.signIn(email, Shop.PASSWORD);
        Eventually.holds(() -> assertThat(Database.query(Integer.class, TRIES, email)).allMatch(tries -> tries > 1)
                .isNotEmpty());
        server.open();
        Eventually.holds(() -> assertThat(Database.query(String.class, OUTCOME, email)).containsExactly("SENT"));
        assertThat(Mailbox.of(email)).hasSize(1);
    }

    @Test
    void P16_a_frozen_mail_server_holds_nobody_and_the_mail_comes_when_it_moves_again() {
        server.open();
        server.freeze();
        String email = Shop.uniqueEmail();
        Shop.register(email);
        Eventually.holds(() -> assertThat(Database.query(Integer.class, TRIES, email)).allMatch(tries -> tries > 0)
                .isNotEmpty());
        assertThat(Database.query(String.class, OUTCOME, email)).containsExactly("OWED");
        server.unfreeze();
        Eventually.holds(() -> assertThat(Database.query(String.class, OUTCOME, email)).containsExactly("SENT"));
        assertThat(Mailbox.of(email)).extracting(Mailbox.Mail::messageId).containsOnly(
                Database.query(String.class,
                        "select '<' || id || '@tradepost>' from users.mail_jobs where recipient = ?",
                        email).getFirst());
    }
}
