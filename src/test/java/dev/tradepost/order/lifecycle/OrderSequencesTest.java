package dev.tradepost.order.lifecycle;

import static dev.tradepost.testsupport.Shop.API;
import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.concurrent.Callable;

import jakarta.inject.Inject;

import org.junit.jupiter.api.Test;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;

import dev.tradepost.order.api.OrderEventType;
import dev.tradepost.testsupport.Database;
import dev.tradepost.testsupport.Eventually;
import dev.tradepost.testsupport.Shop;
import dev.tradepost.testsupport.Shop.Customer;
import dev.tradepost.testsupport.Together;

/**
 * Some dozen orders at once, each with a sequence of steps that somebody has thrown dice for, while money, stock and messages take their own
 * course. {@link OrderStepsPropertiesTest} goes through far more of them without a database.
 */
@QuarkusTest
class OrderSequencesTest {

    private static final int ORDERS = Integer.getInteger("test.order-sequences", 24);
    private static final int LONGEST = 6;
    private static final int STOCK = 10_000;
    private static final List<String> TOKENS = List.of("tok_approved", "tok_approved", "tok_approved", "tok_declined",
            "tok_flaky");

    @Inject
    Orders orders;

    private final long seed = Long.getLong("test.seed", System.nanoTime());
    private final List<UUID> products = new ArrayList<>();
    private Customer customer;
    private String admin;

    private enum Step {
        SETTLE,
        CANCEL,
        SHIP,
        DELIVER,
        REFUND,
        EXPIRE,
        TELL_AGAIN
    }

    @Test
    void P1_P4_P8_whatever_is_done_to_orders_in_whatever_order_stock_and_history_agree() throws Exception {
        customer = Shop.customer();
        admin = Shop.adminToken();
        products.addAll(List.of(Shop.product("5.00", STOCK), Shop.product("7.50", STOCK)));
        SplittableRandom dice = new SplittableRandom(seed);
        List<Callable<UUID>> sequences = new ArrayList<>();
        for (int i = 0; i < ORDERS; i++) {
            SplittableRandom own = dice.split();
            sequences.add(() -> sequence(own));
        }
        List<UUID> placed = Together.run(sequences);
        Eventually.holds(() -> assertThat(unsettled(placed)).as("of seed %d", seed).isZero());
        assertThat(placed).as("orders of seed %d", seed).allSatisfy(OrderSequencesTest::hasTakenLegalSteps);
        assertThat(Database.stockDiscrepancies(products.toArray(UUID[]::new))).as("of seed %d", seed).isEmpty();
        assertThat(products).as("products of seed %d", seed).allSatisfy(product -> assertThat(Shop.available(product))
                .isEqualTo(STOCK - sold(product)));
    }

    private UUID sequence(SplittableRandom dice) {
        UUID order = customer.order(TOKENS.get(dice.nextInt(TOKENS.size())),
                products.get(dice.nextInt(products.size())), dice.nextInt(1, 4));
        for (int left = dice.nextInt(LONGEST); left > 0; left--) {
            make(Step.values()[dice.nextInt(Step.values().length)], order);
        }
        return order;
    }

    private void make(Step step, UUID order) {
        switch (step) {
            case SETTLE -> Eventually.holds(() -> assertThat(status(order)).isNotIn(OrderStatus.PENDING,
                    OrderStatus.CONFIRMED));
            case CANCEL -> isDoneOrRefused(customer.request().body(Map.of("reason", "Changed my mind"))
                    .post(API + "/orders/" + order + "/cancel"));
            case SHIP -> isDoneOrRefused(moved(order, Map.of("status", "SHIPPED", "trackingNumber", "1Z")));
            case DELIVER -> isDoneOrRefused(moved(order, Map.of("status", "DELIVERED")));
            case REFUND -> isDoneOrRefused(Shop.request(admin).body(Map.of("amount", new BigDecimal("5.00"), "reason",
                    "Scratched")).post(API + "/orders/" + order + "/refunds"));
            case EXPIRE -> Database.update("""
                    update catalog.reservations set expires_at = now() - interval '1 second'
                     where order_id = ? and status = 'OPEN'""", order);
            case TELL_AGAIN -> orders.republish(order, OrderEventType.PAID, OrderStatus.CONFIRMED);
        }
    }

    private Response moved(UUID order, Map<String, String> status) {
        return Shop.request(admin).body(status).patch(API + "/orders/" + order + "/status");
    }

    private static void isDoneOrRefused(Response answer) {
        assertThat(answer.statusCode()).as(answer.asString()).isIn(200, 202, 409);
    }

    private static OrderStatus status(UUID order) {
        return OrderStatus.valueOf(Database.query(String.class, "select status from orders.orders where id = ?", order)
                .getFirst());
    }

    /** Orders whose money, goods or messages are still on their way. */
    private static long unsettled(List<UUID> orders) {
        return Database.count("""
                select count(*) from orders.orders o
                 where o.id = any(?)
                   and (o.status in ('PENDING', 'CONFIRMED')
                        or exists (select from catalog.reservations r where r.order_id = o.id and (r.status = 'OPEN'
                                   or r.status = 'COMMITTED' and o.status = 'CANCELLED'))
                        or exists (select from orders.refunds f where f.order_id = o.id
                                                                  and f.status in ('REQUESTED', 'STARTED'))
                        or exists (select from platform.outbox_events e where e.aggregate_id = o.id
                                                                          and e.sent_at is null))""",
                (Object) orders.toArray(UUID[]::new));
    }

    private static void hasTakenLegalSteps(UUID order) {
        List<OrderStatus> path = Database.query(String.class,
                "select status from orders.order_history where order_id = ? order by created_at, id", order).stream()
                .map(OrderStatus::valueOf).toList();
        assertThat(path).startsWith(OrderStatus.PENDING).endsWith(status(order));
        for (int i = 1; i < path.size(); i++) {
            assertThat(path.get(i - 1).next()).as("what follows in %s", path).contains(path.get(i));
        }
    }

    private static int sold(UUID product) {
        return Math.toIntExact(Database.count("""
                select coalesce(sum(i.quantity), 0) from orders.order_items i join orders.orders o on o.id = i.order_id
                 where i.product_id = ? and o.status <> 'CANCELLED'""", product));
    }
}
