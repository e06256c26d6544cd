package dev.tradepost.journeys;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.quarkus.test.junit.QuarkusTest;

import dev.tradepost.testsupport.Database;
import dev.tradepost.testsupport.Eventually;
import dev.tradepost.testsupport.Held;
import dev.tradepost.testsupport.Line;
import dev.tradepost.testsupport.Messages;
import dev.tradepost.testsupport.Shop;
import dev.tradepost.testsupport.Shop.Customer;

/** Takes RabbitMQ away from the application while it works. KilledProcessIT starts one without. */
@QuarkusTest
class BrokerAwayTest {

    @BeforeEach
    void take() {
        Line.RABBITMQ.cut();
    }

    @AfterEach
    void giveBack() {
        Line.RABBITMQ.restore();
    }

    @Test
    void P11_orders_are_taken_without_a_broker_and_completed_when_it_is_there() {
        Customer customer = Shop.customer();
        UUID order = customer.order("tok_approved", Shop.product("5.00", 5), 1);
        assertThat(customer.state(order)).isEqualTo("PENDING/PENDING");
        assertThat(unsent(order)).isOne();
        Line.RABBITMQ.restore();
        Eventually.becomes(customer, order, "PROCESSING/PAID");
        Eventually.holds(() -> assertThat(unsent(order)).isZero());
    }

    @Test
    void P11_a_broker_that_breaks_again_and_again_loses_and_doubles_nothing() {
        Customer customer = Shop.customer();
        UUID product = Shop.product("5.00", 100);
        List<UUID> orders = new ArrayList<>();
        for (int outage = 0; outage < 3; outage++) {
            Line.RABBITMQ.restore();
            for (int i = 0; i < 5; i++) {
                orders.add(customer.order("tok_approved", product, 1));
            }
            Line.RABBITMQ.cut(); // in the middle of whatever is going on
            orders.add(customer.order("tok_approved", product, 1));
        }
        Line.RABBITMQ.restore();
        for (UUID order : orders) {
            Eventually.becomes(customer, order, "PROCESSING/PAID");
        }
        assertThat(Shop.available(product)).isEqualTo(100 - orders.size());
        assertThat(Database.count("""
                select count(*) from orders.payments p join orders.orders o on o.id = p.order_id
                 where o.user_id = ?""", customer.userId())).isEqualTo(orders.size());
        assertThat(Database.stockDiscrepancies(product)).isEmpty();
    }

    @Test
    void P17_a_broker_that_answers_no_more_holds_up_no_order_and_is_recovered_from() {
        Line.RABBITMQ.restore();
        Customer customer = Shop.customer();
        UUID product = Shop.product("5.00", 5);
        Eventually.becomes(customer, customer.order("tok_approved", product, 1), "PROCESSING/PAID");
        Line.RABBITMQ.freeze();
        UUID order = customer.order("tok_approved", product, 1);
        assertThat(customer.state(order)).isEqualTo("PENDING/PENDING");
        Line.RABBITMQ.restore();
        Eventually.becomes(customer, order, "PROCESSING/PAID");
    }

    @Test
    void P12_an_event_is_marked_as_sent_after_the_confirm_and_comes_again_with_its_id_where_that_is_lost()
            throws Exception {
        Line.RABBITMQ.restore();
        Customer customer = Shop.customer();
        UUID product = Shop.product("5.00", 5);
        Eventually.becomes(customer, customer.order("tok_approved", product, 1), "PROCESSING/PAID");
        try (Messages messages = Messages.connect()) {
            String copies = messages.copiesOf("orders", "order.created");
            List<String> ids = new ArrayList<>();
            Line.RABBITMQ.deafen();
            UUID order = customer.order("tok_approved", product, 1);
            Eventually.holds(() -> assertThat(ids(messages, copies, ids)).isNotEmpty());
            assertThat(unsent(order)).isOne();
            Line.RABBITMQ.restore();
            Eventually.becomes(customer, order, "PROCESSING/PAID");
            Eventually.holds(() -> assertThat(unsent(order)).isZero());
            assertThat(ids(messages, copies, ids)).hasSizeGreaterThan(1).containsOnly(created(order));
            assertThat(payments(order)).isOne();
            assertThat(Shop.available(product)).isEqualTo(3);
        }
    }

    private static List<String> ids(Messages messages, String queue, List<String> before) throws IOException {
        messages.take(queue).forEach(message -> before.add(message.getProps().getMessageId()));
        return before;
    }

    @Test
    void P12_a_message_is_acknowledged_after_the_commit_and_comes_again_where_the_line_breaks_before()
            throws Exception {
        Customer customer = Shop.customer();
        UUID product = Shop.product("5.00", 5);
        UUID order = customer.order("tok_approved", product, 1);
        try (Held row = Held.rows("select from orders.orders where id = ? for update", order);
                Messages messages = Messages.connect()) {
            Line.RABBITMQ.restore();
            row.awaitWaiting(1); // whoever handles the message
            Line.RABBITMQ.cut();
            Eventually.holds(() -> assertThat(messages.look("order.processing"))
                    .filteredOn(message -> message.getProps().getMessageId().equals(created(order))).hasSize(1)
                    .allMatch(message -> message.getEnvelope().isRedeliver()));
            row.letGo();
            Line.RABBITMQ.restore();
            Eventually.becomes(customer, order, "PROCESSING/PAID");
        }
        assertThat(payments(order)).isOne();
        assertThat(Shop.available(product)).isEqualTo(4);
    }

    /** The id of the event. */
    private static String created(UUID order) {
        return Database.query(UUID.class,
                "select id from platform.outbox_events where aggregate_id = ? and type = 'order.created'", order)
                .getFirst().toString();
    }

    private static long payments(UUID order) {
        return Database.count("select count(*) from orders.payments where order_id = ?", order);
    }

    private static long unsent(UUID order) {
        return Database.count(
                "select count(*) from platform.outbox_events where aggregate_id = ? and sent_at is null", order);
    }
}
