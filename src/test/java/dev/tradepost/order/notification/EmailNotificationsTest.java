package dev.tradepost.order.notification;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.UUID;

import jakarta.inject.Inject;

import org.junit.jupiter.api.Test;

import com.fasterxml.jackson.databind.ObjectMapper;

import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.test.junit.QuarkusTest;

import dev.tradepost.platform.messaging.Message;
import dev.tradepost.platform.messaging.Subscription.RetryLater;
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
    @Inject
    MeterRegistry metrics;

    @Test
    void a_paid_order_is_confirmed_by_mail() {
        Customer customer = Shop.customer().verified();
        UUID order = customer.order("tok_approved", Shop.product("12.50", 5), 2);
        Mail mail = onlyMail(customer);
        String number = customer.readOrder(order).path("data.orderNumber");
        assertThat(mail.subject()).isEqualTo("Your order " + number + " is confirmed");
        assertThat(mail.text()).contains("Hello Robin", "USD 25.00", "12 Harbour Lane");
    }

    @Test
    void an_order_whose_payment_is_declined_is_told_by_mail_with_what_the_bank_said() {
        Customer customer = Shop.customer().verified();
        customer.order("tok_declined", Shop.product("5.00", 5), 1);
        Mail mail = onlyMail(customer);
        assertThat(mail.subject()).endsWith("was cancelled");
        assertThat(mail.text()).contains("was declined", "card_declined", "You have not been charged")
                .doesNotContain("payment declined:");
    }

    @Test
    void a_cancelled_order_is_told_by_mail_with_the_reason() {
        Customer customer = Shop.customer().verified();
        UUID order = paid(customer);
        Shop.request(Shop.adminToken()).body(Map.of("reason", "It broke when we packed it"))
                .post(Shop.API + "/orders/" + order + "/cancel").then().statusCode(200);
        Mail mail = mail(customer, "was cancelled");
        assertThat(mail.text()).contains("The reason: It broke when we packed it.").doesNotContain("was declined");
    }

    @Test
    void a_shipped_order_is_told_by_mail_with_its_tracking_number_and_a_delivered_one_too() {
        Customer customer = Shop.customer().verified();
        UUID order = paid(customer);
        step(order, Map.of("status", "SHIPPED", "trackingNumber", "1Z999 & more"));
        assertThat(mail(customer, "is on its way").text()).contains("Tracking number: 1Z999 & more",
                "1Z999 &amp; more", "12 Harbour Lane");
        step(order, Map.of("status", "DELIVERED"));
        assertThat(mail(customer, "was delivered").text()).contains("We hope that you like it");
        assertThat(Mailbox.aboutOrders(customer.email())).hasSize(3);
    }

    @Test
    void P13_each_refund_is_told_by_one_mail_however_often_it_is_heard_of() throws Exception {
        Customer customer = Shop.customer().verified();
        UUID order = paid(customer);
        Message part = refund(order, "2.50");
        Together.times(3, () -> {
            try {
                notifications.handle(part);
            } catch (RetryLater another) {
                assertThat(another).hasMessageContaining("another instance");
            }
            return true;
        });
        assertThat(mail(customer, "was refunded in part").text()).contains("USD 2.50 of your order",
                "The reason: Scratched.");
        notifications.handle(part);
        notifications.handle(refund(order, "5"));
        assertThat(mail(customer, "was refunded").text()).contains("USD 5.00", "all that you have paid");
        assertThat(Mailbox.aboutOrders(customer.email())).hasSize(3);
    }

    @Test
    void P13_P15a_the_same_event_five_times_is_one_mail() throws Exception {
        Customer customer = Shop.customer().verified();
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
    void P15a_of_several_who_want_to_send_a_mail_at_once_one_may() throws Exception {
        Customer customer = Shop.customer().verified();
        UUID order = customer.order("tok_declined", Shop.product("5.00", 5), 1);
        onlyMail(customer);
        List<Boolean> claimed = Together.times(5, () -> {
            try {
                return claims.claim(order, OrderMailKind.CONFIRMED, Notifications.THE_ORDER).isPresent();
            } catch (RetryLater another) {
                return false;
            }
        });
        assertThat(claimed).containsOnlyOnce(true);
    }

    @Test
    void P15a_a_claimed_mail_is_nobody_elses_until_it_is_refused_and_a_sent_one_never_again() throws Exception {
        UUID order = Shop.customer().order("tok_approved", Shop.product("5.00", 5), 1);
        UUID claimed = claims.claim(order, OrderMailKind.SHIPPED, Notifications.THE_ORDER).orElseThrow();
        assertThatThrownBy(() -> claims.claim(order, OrderMailKind.SHIPPED, Notifications.THE_ORDER))
                .isInstanceOf(RetryLater.class);
        claims.notSent(claimed);
        assertThat(claims.claim(order, OrderMailKind.SHIPPED, Notifications.THE_ORDER)).contains(claimed);
        claims.sent(claimed);
        assertThat(claims.claim(order, OrderMailKind.SHIPPED, Notifications.THE_ORDER)).isEmpty();
    }

    @Test
    void what_customers_call_themselves_is_text_in_a_mail() {
        Customer customer = Shop.customer().verified();
        Database.update("update users.users set first_name = '<b>Bold</b>' where id = ?", customer.userId());
        customer.order("tok_approved", Shop.product("5.00", 5), 1);
        assertThat(onlyMail(customer).text()).contains("&lt;b&gt;Bold&lt;/b&gt;");
    }

    @Test
    void somebody_whose_address_is_not_verified_gets_no_mail_also_not_after_it_was() throws Exception {
        Customer customer = Shop.customer();
        UUID order = customer.order("tok_approved", Shop.product("5.00", 5), 1);
        Eventually.holds(() -> assertThat(Database.count(
                "select count(*) from orders.notifications where order_id = ? and sent_at is not null", order))
                .isOne());
        customer.verified();
        notifications.handle(
                new Message(UUID.randomUUID(), "order.paid", order, "0".repeat(32), json.createObjectNode()));
        step(order, Map.of("status", "SHIPPED", "trackingNumber", "1Z999"));
        assertThat(onlyMail(customer).subject()).endsWith("is on its way");
        assertThat(metrics.counter("order_mails_skipped", "reason", "unverified").count()).isPositive();
    }

    private Message refund(UUID order, String amount) throws Exception {
        return new Message(UUID.randomUUID(), "order.refunded", order, "0".repeat(32), json.readTree("""
                {"refund": {"refundId": "%s", "amount": %s, "reason": "Scratched"}}"""
                .formatted(UUID.randomUUID(), amount)));
    }

    private static UUID paid(Customer customer) {
        UUID order = customer.order("tok_approved", Shop.product("5.00", 5), 1);
        Eventually.becomes(customer, order, "PROCESSING/PAID");
        mail(customer, "is confirmed");
        return order;
    }

    private static void step(UUID order, Map<String, String> body) {
        Shop.request(Shop.adminToken()).body(body).patch(Shop.API + "/orders/" + order + "/status").then()
                .statusCode(200);
    }

    private static Mail mail(Customer customer, String end) {
        return Eventually.first(() -> Mailbox.aboutOrders(customer.email()).stream()
                .filter(mail -> mail.subject().endsWith(end)).toList());
    }

    private static Mail onlyMail(Customer customer) {
        Eventually.holds(() -> assertThat(Mailbox.aboutOrders(customer.email())).hasSize(1));
        return Mailbox.aboutOrders(customer.email()).getFirst();
    }
}
