package dev.tradepost.journeys;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

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
import dev.tradepost.testsupport.Shop;
import dev.tradepost.testsupport.Shop.Customer;

/** Takes RabbitMQ away from the application, before it has ever seen it and while it works. */
@QuarkusTest
@TestProfile(Line.ToEach.class)
class BrokerAwayTest {

    private NioReactor reactor;
    private TcpCrusher broker;
    private TcpCrusher redis;
    private TcpCrusher mail;

    @BeforeEach
    void prepare() throws IOException {
        reactor = new NioReactor();
        broker = Line.RABBITMQ.through(reactor);
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

    private static long unsent(UUID order) {
        return Database.count(
                "select count(*) from platform.outbox_events where aggregate_id = ? and sent_at is null", order);
    }
}
