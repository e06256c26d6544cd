package dev.tradepost.order.notification;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.UUID;

import jakarta.inject.Inject;

import org.junit.jupiter.api.Test;

import com.fasterxml.jackson.databind.ObjectMapper;

import io.quarkus.test.junit.QuarkusTest;

import dev.tradepost.platform.broker.Message;
import dev.tradepost.platform.broker.Subscription.NotYet;
import dev.tradepost.testsupport.Database;
import dev.tradepost.testsupport.Eventually;
import dev.tradepost.testsupport.Mailbox;
import dev.tradepost.testsupport.Mailbox.Mail;
import dev.tradepost.testsupport.Shop;
import dev.tradepost.testsupport.Shop.Customer;
import dev.tradepost.testsupport.Together;

@QuarkusTest
class EmailNotificationsTest {

    @Inject
    EmailNotifications notifications;
    @Inject
    Notifications claims;
    @Inject
    ObjectMapper json;

    @Test
    void a_paid_order_is_confirmed_by_mail() {
        Customer customer = Shop.customer();
        UUID order = customer.order("tok_approved", Shop.product("12.50", 5), 2);
        Mail mail = onlyMail(customer);
        String number = customer.readOrder(order).path("data.orderNumber");
        assertThat(mail.subject()).isEqualTo("Your order " + number + " is confirmed");
        assertThat(mail.text()).contains("Hello Robin", "USD 25.00", "12 Harbour Lane");
    }

    @Test
    void a_cancelled_order_is_told_by_mail_with_the_reason() {
        Customer customer = Shop.customer();
        customer.order("tok_declined", Shop.product("5.00", 5), 1);
        Mail mail = onlyMail(customer);
        assertThat(mail.subject()).endsWith("was cancelled");
        assertThat(mail.text()).contains("card_declined", "You have not been charged");
    }

    @Test
    void P13_the_same_event_five_times_is_one_mail() throws Exception {
        Customer customer = Shop.customer();
        UUID order = customer.order("tok_approved", Shop.product("5.00", 5), 1);
        onlyMail(customer);
        Eventually.holds(() -> assertThat(Database.count(
                "select count(*) from orders.notifications where order_id = ? and sent_at is not null", order))
                .isOne());
        Message again = new Message(UUID.randomUUID(), "order.paid", order, "0".repeat(32), json.createObjectNode());
        List<Boolean> handled = Together.times(5, () -> {
            notifications.handle(again);
            return true;
        });
        assertThat(handled).hasSize(5);
        assertThat(Mailbox.aboutOrders(customer.email())).hasSize(1);
    }

    @Test
    void P13_of_several_who_want_to_send_a_mail_at_once_one_may() throws Exception {
        Customer customer = Shop.customer();
        UUID order = customer.order("tok_declined", Shop.product("5.00", 5), 1);
        onlyMail(customer);
        List<Boolean> claimed = Together.times(5, () -> {
            try {
                return claims.claim(order, Notification.Kind.CONFIRMED).isPresent();
            } catch (NotYet another) {
                return false;
            }
        });
        assertThat(claimed).containsOnlyOnce(true);
    }

    @Test
    void what_customers_call_themselves_is_text_in_a_mail() {
        Customer customer = Shop.customer();
        Database.update("update users.users set first_name = '<b>Bold</b>' where id = ?", customer.userId());
        customer.order("tok_approved", Shop.product("5.00", 5), 1);
        assertThat(onlyMail(customer).text()).contains("&lt;b&gt;Bold&lt;/b&gt;");
    }

    private static Mail onlyMail(Customer customer) {
        Eventually.holds(() -> assertThat(Mailbox.aboutOrders(customer.email())).hasSize(1));
        return Mailbox.aboutOrders(customer.email()).getFirst();
    }
}
