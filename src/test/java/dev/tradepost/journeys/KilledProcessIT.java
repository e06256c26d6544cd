package dev.tradepost.journeys;

import static dev.tradepost.testsupport.Shop.API;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import java.io.IOException;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.netcrusher.core.reactor.NioReactor;
import org.netcrusher.tcp.TcpCrusher;

import io.restassured.response.Response;

import dev.tradepost.testsupport.AsInProduction;
import dev.tradepost.testsupport.Database;
import dev.tradepost.testsupport.Eventually;
import dev.tradepost.testsupport.Held;
import dev.tradepost.testsupport.Instance;
import dev.tradepost.testsupport.Line;
import dev.tradepost.testsupport.Messages;
import dev.tradepost.testsupport.Shop;
import dev.tradepost.testsupport.Shop.Customer;

/** Starts the packaged application as an operating system does, and ends it as a power cut does. */
class KilledProcessIT {

    /** The same for one that starts again: its customers know no other. */
    private final String port = Integer.toString(Instance.freePort());
    private final NioReactor reactor = new NioReactor();
    private final TcpCrusher broker = Line.RABBITMQ.through(reactor);
    private Instance running;

    KilledProcessIT() throws IOException {}

    @AfterEach
    void stop() {
        if (running != null) {
            running.close();
        }
        broker.close();
        reactor.close();
    }

    @Test
    void P5_P10_P12_whenever_the_process_is_killed_each_order_ends_once() throws Exception {
        start(); // the broker is away still
        Customer customer = running.shop().customer();
        UUID product = running.shop().product("5.00", 100);
        Map<UUID, String> ends = new HashMap<>();
        String key = Shop.unique("key");
        UUID answered = UUID.fromString(order(customer, product, key).then().statusCode(201).extract()
                .path("data.orderId"));
        ends.put(answered, "PROCESSING/PAID");
        List<String> keys = Stream.generate(() -> Shop.unique("key")).limit(8).toList();
        // The process dies while it handles the message of this order (P12), and waits for this row.
        try (Held row = Held.rows("select from orders.orders where id = ? for update", answered)) {
            broker.open();
            row.awaitWaiting(1);
            broker.freeze(); // what is committed from now on is not published
            for (int i = 0; i < 6; i++) {
                String token = i % 3 == 2 ? "tok_declined" : "tok_approved";
                ends.put(customer.order(token, product, 1), i % 3 == 2 ? "CANCELLED/FAILED" : "PROCESSING/PAID");
            }
            placeWhileItIsKilled(customer, product, keys);
            assertThat(unpublished())
                    .containsAll(ends.keySet().stream().filter(order -> !order.equals(answered)).toList());
            broker.close();
            isNotAcknowledged(answered);
        }

        broker.open();
        start();
        order(customer, product, key).then().statusCode(201).header("Idempotency-Replayed", "true")
                .body("data.orderId", equalTo(answered.toString()));
        for (String sent : keys) {
            ends.put(UUID.fromString(order(customer, product, sent).then().statusCode(201).extract()
                    .path("data.orderId")), "PROCESSING/PAID");
        }
        ends.forEach((order, end) -> Eventually.becomes(customer, order, end));
        int paid = Collections.frequency(ends.values(), "PROCESSING/PAID");
        Eventually.holds(() -> assertThat(running.shop().available(product)).isEqualTo(100 - paid));
        assertThat(customer.orders()).isEqualTo(ends.size());
        assertThat(Database.count("""
                select count(*) from orders.simulated_charges c join orders.payments p on p.id = c.idempotency_key
                  join orders.orders o on o.id = p.order_id where o.user_id = ?""", customer.userId()))
                .isEqualTo(paid);
        assertThat(Database.stockDiscrepancies(product)).isEmpty();
    }

    /** Of these orders some are answered, some are placed and not answered, and some are not placed at all. */
    private void placeWhileItIsKilled(Customer customer, UUID product, List<String> keys) {
        List<CompletableFuture<Integer>> clients = keys.stream().map(key -> CompletableFuture.supplyAsync(
                () -> order(customer, product, key).then().statusCode(201).extract().statusCode(),
                Thread::startVirtualThread)).toList();
        CompletableFuture.anyOf(clients.toArray(CompletableFuture[]::new)).join();
        running.kill();
        clients.forEach(client -> client.handle((_, broken) -> broken).join());
    }

    private static List<UUID> unpublished() {
        return Database.query(UUID.class, "select aggregate_id from platform.outbox_events where sent_at is null");
    }

    /** The broker has the message still, or again, although it has been given to somebody. */
    private static void isNotAcknowledged(UUID order) throws IOException, TimeoutException {
        String created = Database.query(UUID.class,
                "select id from platform.outbox_events where aggregate_id = ? and type = 'order.created'", order)
                .getFirst().toString();
        try (Messages messages = Messages.connect()) {
            Eventually.holds(() -> assertThat(messages.look("order.processing"))
                    .filteredOn(message -> message.getProps().getMessageId().equals(created)).hasSize(1)
                    .allMatch(message -> message.getEnvelope().isRedeliver()));
        }
    }

    private static Response order(Customer customer, UUID product, String key) {
        return customer.request().header("Idempotency-Key", key)
                .body(Shop.orderBody(customer.addressId(), "tok_approved", Map.of(product, 1)))
                .post(API + "/orders");
    }

    /** What a killed one has claimed is free again soon: nothing here is slow. */
    private void start() throws IOException {
        running = Instance.start(AsInProduction.with(Map.of("PORT", port,
                "RABBITMQ_PORT", Integer.toString(Line.RABBITMQ.port()),
                "TRADEPOST_PAYMENT_LEASE", "3s", "TRADEPOST_NOTIFICATION_LEASE", "3s")));
    }
}
