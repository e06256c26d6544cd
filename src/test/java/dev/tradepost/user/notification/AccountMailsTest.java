package dev.tradepost.user.notification;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;

import jakarta.inject.Inject;

import org.junit.jupiter.api.Test;

import io.quarkus.test.junit.QuarkusTest;

import dev.tradepost.testsupport.Database;
import dev.tradepost.testsupport.Shop;
import dev.tradepost.testsupport.Together;
import dev.tradepost.user.notification.AccountMails.AccountMailKind;

@QuarkusTest
class AccountMailsTest {

    @Inject
    AccountMails mails;

    @Test
    void an_address_gets_at_most_twenty_mails_a_day_and_every_notice_of_a_changed_password() throws Exception {
        String email = Shop.uniqueEmail();
        Together.times(30, () -> {
            mails.enqueue(AccountMailKind.RESET_PASSWORD, email, Map.of());
            return true;
        });
        assertThat(ordered(email)).isEqualTo(20);
        mails.enqueue(AccountMailKind.VERIFY_EMAIL, email, Map.of());
        assertThat(ordered(email)).isEqualTo(20);
        mails.enqueue(AccountMailKind.PASSWORD_CHANGED, email, Map.of());
        assertThat(ordered(email)).isEqualTo(21);
    }

    @Test
    void the_quota_of_an_address_does_not_store_the_address() {
        String email = Shop.uniqueEmail();
        mails.enqueue(AccountMailKind.RESET_PASSWORD, email, Map.of());
        mails.forget(email);
        assertThat(Database.tablesWith("users", email)).isEmpty();
    }

    private static long ordered(String email) {
        return Database.count("select count(*) from users.mail_jobs where recipient = ?", email);
    }
}
