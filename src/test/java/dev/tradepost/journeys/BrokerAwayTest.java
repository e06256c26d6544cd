package dev.tradepost.journeys;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.netcrusher.core.reactor.NioReactor;
import org.netcrusher.tcp.TcpCrusher;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;

import dev.tradepost.testsupport.Database;
import dev.tradepost.testsupport.Eventually;
import dev.tradepost.testsupport.Held;
import dev.tradepost.testsupport.Line;
import dev.tradepost.testsupport.Messages;
import dev.tradepost.testsupport.Shop;
import dev.tradepost.testsupport.Shop.Customer;

/** Takes RabbitMQ away from the application, before it has ever seen it and while it works. */
@QuarkusTest
@TestProfile(Line.ToEach.class)
class BrokerAwayTest {

    private final AtomicBoolean deaf = new AtomicBoolean();
    private NioReactor reactor;
    private TcpCrusher broker;
    private TcpCrusher redis;
    private TcpCrusher mail;

    @BeforeEach
    void prepare() throws IOException {
        reactor = new NioReactor();
        broker = Line.RABBITMQ.through(reactor, deaf::get);
        redis = Line.REDIS.openedThrough(reactor);
        mail = Line.SMTP.openedThrough(reactor);
    }

    @AfterEach
    void close() {
        broker.close();
        redis.close();
        mail.close();
        reactor.close();
    }

    @Test
    void P11_orders_are_taken_without_a_broker_and_completed_when_it_is_there() {
        Customer customer = Shop.customer();
        UUID order = customer.order("tok_approved", Shop.product("5.00", 5), 1);
        assertThat(customer.state(order)).isEqualTo("PENDING/PENDING");
        assertThat(unsent(order)).isOne();
        broker.open();
        Eventually.becomes(customer, order, "PROCESSING/PAID");
        Eventually.holds(() -> assertThat(unsent(order)).isZero());
    }

    @Test
    void P11_a_broker_that_breaks_again_and_again_loses_and_doubles_nothing() {
        Customer customer = Shop.customer();
        UUID product = Shop.product("5.00", 100);
        List<UUID> orders = new ArrayList<>();
        for (int outage = 0; outage < 3; outage++) {
            broker.open();
            for (int i = 0; i < 5; i++) {
                orders.add(customer.order("tok_approved", product, 1));
            }
            broker.close(); // in the middle of whatever is going on
            orders.add(customer.order("tok_approved", product, 1));
        }
        broker.open();
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
        broker.open();
        Customer customer = Shop.customer();
        UUID product = Shop.product("5.00", 5);
        Eventually.becomes(customer, customer.order("tok_approved", product, 1), "PROCESSING/PAID");
        broker.freeze();
        UUID order = customer.order("tok_approved", product, 1);
        assertThat(customer.state(order)).isEqualTo("PENDING/PENDING");
        broker.unfreeze();
        Eventually.becomes(customer, order, "PROCESSING/PAID");
    }

    @Test
    void P12_an_event_is_marked_as_sent_after_the_confirm_and_comes_again_with_its_id_where_that_is_lost()
            throws Exception {
        broker.open();
        Customer customer = Shop.customer();
        UUID product = Shop.product("5.00", 5);
        Eventually.becomes(customer, customer.order("tok_approved", product, 1), "PROCESSING/PAID");
        try (Messages messages = Messages.connect()) {
            String copies = messages.copiesOf("orders", "order.created");
            List<String> ids = new ArrayList<>();
            deaf.set(true);
            UUID order = customer.order("tok_approved", product, 1);
            Eventually.holds(() -> assertThat(ids(messages, copies, ids)).isNotEmpty());
            assertThat(unsent(order)).isOne();
            deaf.set(false);
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
            broker.open();
            row.awaitWaiting(1); // whoever handles the message
            broker.close();
            Eventually.holds(() -> assertThat(messages.look("order.processing"))
                    .filteredOn(message -> message.getProps().getMessageId().equals(created(order))).hasSize(1)
                    .allMatch(message -> message.getEnvelope().isRedeliver()));
            row.letGo();
            broker.open();
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
