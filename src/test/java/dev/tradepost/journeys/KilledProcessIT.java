package dev.tradepost.journeys;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import dev.tradepost.testsupport.Database;
import dev.tradepost.testsupport.Eventually;
import dev.tradepost.testsupport.Instance;
import dev.tradepost.testsupport.Shop;
import dev.tradepost.testsupport.Shop.Customer;

/** Starts the packaged application as an operating system does, and ends it as a power cut does. */
class KilledProcessIT {

    private final List<Instance> started = new ArrayList<>();
    /** The same for one that starts again: its customers know no other. */
    private final String port;

    KilledProcessIT() throws IOException {
        port = Integer.toString(Instance.freePort());
    }

    @AfterEach
    void stopWhatIsLeft() {
        for (Instance instance : started) {
            instance.close();
        }
    }

    @Test
    void P5_killed_between_commit_and_publish_nothing_is_lost() throws Exception {
        int closed = Instance.freePort(); // no broker there: what is committed cannot be published
        Instance first = start(Map.of("RABBITMQ_PORT", Integer.toString(closed)));
        Customer customer = first.shop().customer();
        UUID product = first.shop().product("5.00", 10);
        List<UUID> orders = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            orders.add(customer.order("tok_approved", product, 1));
        }
        first.kill();
        for (UUID order : orders) {
            assertThat(Database.query(String.class,
                    "select type from platform.outbox_events where aggregate_id = ? and sent_at is null", order))
                    .containsExactly("order.created");
        }
        Instance second = start(Map.of());
        for (UUID order : orders) {
            Eventually.becomes(customer, order, "PROCESSING/PAID");
        }
        assertThat(second.shop().available(product)).isEqualTo(5);
        assertThat(Database.stockDiscrepancies(product)).isEmpty();
    }

    @Test
    void P5_killed_in_the_middle_of_everything_each_order_ends_once() throws Exception {
        Instance running = start(Map.of());
        Customer customer = running.shop().customer();
        UUID product = running.shop().product("5.00", 100);
        List<UUID> orders = new ArrayList<>();
        for (int round = 0; round < 2; round++) {
            for (int i = 0; i < 6; i++) {
                orders.add(customer.order(i % 3 == 2 ? "tok_declined" : "tok_approved", product, 1));
            }
            running.kill(); // while messages, payments and mails of these orders are in the air
            running = start(Map.of());
        }
        for (int i = 0; i < orders.size(); i++) {
            Eventually.becomes(customer, orders.get(i), i % 3 == 2 ? "CANCELLED/FAILED" : "PROCESSING/PAID");
        }
        Eventually.holds(() -> assertThat(customer.shop().available(product)).isEqualTo(100 - orders.size() * 2 / 3));
        assertThat(Database.count("""
                select count(*) from orders.simulated_charges c join orders.payments p on p.id = c.idempotency_key
                  join orders.orders o on o.id = p.order_id where o.user_id = ?""", customer.userId()))
                .isEqualTo(orders.size() * 2L / 3);
        assertThat(Database.stockDiscrepancies(product)).isEmpty();
    }

    @Test
    void production_does_not_start_with_a_secret_that_is_missing_or_published() throws Exception {
        // What else is wrong with a secret is seen by the tests of what looks at it.
        Map<String, String> broken = Map.of("JWT_SECRET", "insecure-access-secret-for-development-only",
                "ENCRYPTION_KEY", "deadbeef" + "00".repeat(28), "PAYMENT_GATEWAY", "stripe");
        Map<Instance, String> launched = new HashMap<>(); // all at once: each takes seconds to say no
        for (String variable : broken.keySet()) {
            Instance instance = Instance.launch(AsInProduction.with(Map.of(variable, broken.get(variable))));
            started.add(instance);
            launched.put(instance, variable);
        }
        for (Instance instance : launched.keySet()) {
            assertThat(instance.process().waitFor(60, TimeUnit.SECONDS)).isTrue();
            assertThat(instance.process().exitValue()).isNotZero();
            assertThat(instance.log()).contains(launched.get(instance));
        }
    }

    /** What a killed one has claimed is free again soon: nothing here is slow. */
    private Instance start(Map<String, String> changed) throws IOException {
        Map<String, String> environment = AsInProduction.with(changed);
        environment.put("PORT", port);
        environment.put("TRADEPOST_PAYMENT_CLAIM", "3s");
        environment.put("TRADEPOST_NOTIFICATION_CLAIM", "3s");
        Instance instance = Instance.start(environment);
        started.add(instance);
        return instance;
    }
}
