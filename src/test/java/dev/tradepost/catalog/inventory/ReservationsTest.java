package dev.tradepost.catalog.inventory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;

import jakarta.inject.Inject;

import org.junit.jupiter.api.Test;

import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.junit.QuarkusTest;

import dev.tradepost.catalog.api.InsufficientStock;
import dev.tradepost.catalog.api.InsufficientStock.Shortage;
import dev.tradepost.catalog.api.Inventory;
import dev.tradepost.catalog.api.Inventory.Demand;
import dev.tradepost.kernel.Ids;
import dev.tradepost.testsupport.Database;
import dev.tradepost.testsupport.Eventually;
import dev.tradepost.testsupport.Shop;
import dev.tradepost.testsupport.Together;

@QuarkusTest
class ReservationsTest {

    @Inject
    Inventory inventory;

    @Inject
    Expiries expiries;

    @Inject
    MeterRegistry metrics;

    @Test
    void reserved_pieces_are_unavailable_but_still_in_stock() {
        UUID product = Shop.product("5.00", 10);
        reserve(Ids.next(), new Demand(product, 4));
        assertThat(stock(product)).isEqualTo("10/4");
        assertThat(Shop.available(product)).isEqualTo(6);
    }

    @Test
    void a_shortage_reserves_nothing_and_names_every_short_product() {
        UUID plenty = Shop.product("5.00", 10);
        UUID few = Shop.product("5.00", 2);
        UUID none = Shop.product("5.00", 0);
        assertThatThrownBy(
                () -> reserve(Ids.next(), new Demand(plenty, 1), new Demand(few, 3), new Demand(none, 1)))
                .asInstanceOf(type(InsufficientStock.class))
                .satisfies(short_ -> assertThat(short_.shortages())
                        .containsExactlyInAnyOrder(new Shortage(few, 3, 2), new Shortage(none, 1, 0)));
        assertThat(stock(plenty)).isEqualTo("10/0");
    }

    @Test
    void a_repeated_commit_takes_the_pieces_out_once() {
        UUID product = Shop.product("5.00", 10);
        UUID order = Ids.next();
        reserve(order, new Demand(product, 4));
        assertThat(commit(order)).isTrue();
        assertThat(commit(order)).isTrue();
        assertThat(stock(product)).isEqualTo("6/0");
    }

    @Test
    void P1_P4_what_was_taken_out_comes_back_once_and_is_not_taken_again() throws Exception {
        UUID product = Shop.product("5.00", 10);
        UUID order = Ids.next();
        reserve(order, new Demand(product, 4));
        assertThat(commit(order)).isTrue();
        Together.times(5, () -> {
            release(order);
            return true;
        });
        assertThat(stock(product)).isEqualTo("10/0");
        assertThat(commit(order)).isFalse();
        assertThat(stock(product)).isEqualTo("10/0");
        assertThat(Database.stockDiscrepancies(product)).isEmpty();
    }

    @Test
    void P4_a_release_gives_back_once_and_leaves_nothing_to_commit() {
        UUID product = Shop.product("5.00", 10);
        UUID order = Ids.next();
        reserve(order, new Demand(product, 4));
        release(order);
        release(order);
        assertThat(stock(product)).isEqualTo("10/0");
        assertThat(commit(order)).isFalse();
        assertThat(stock(product)).isEqualTo("10/0");
    }

    @Test
    void P4_a_commit_and_a_release_at_the_same_time_end_with_everything_given_back() throws Exception {
        for (int round = 0; round < 20; round++) {
            UUID product = Shop.product("5.00", 10);
            UUID order = Ids.next();
            reserve(order, new Demand(product, 4));
            List<Callable<Boolean>> both = List.of(() -> commit(order), () -> {
                release(order);
                return false;
            });
            Together.run(both);
            assertThat(stock(product)).isEqualTo("10/0");
            assertThat(commit(order)).isFalse();
            assertThat(Database.stockDiscrepancies(product)).isEmpty();
        }
    }

    @Test
    void P2_the_database_itself_refuses_impossible_stock() {
        UUID product = Shop.product("5.00", 10);
        assertThatThrownBy(() -> Database
                .update("update catalog.inventory set quantity = quantity - 11 where product_id = ?", product))
                .hasMessageContaining("inventory_quantity_not_negative");
        assertThatThrownBy(() -> Database
                .update("update catalog.inventory set reserved_quantity = 11 where product_id = ?", product))
                .hasMessageContaining("inventory_reserved_within_quantity");
    }

    @Test
    void P6_the_same_products_in_opposite_order_do_not_deadlock() throws Exception {
        UUID one = Shop.product("5.00", 1000);
        UUID other = Shop.product("5.00", 1000);
        List<Callable<Void>> carts = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            Demand[] demand = i % 2 == 0
                    ? new Demand[]{new Demand(one, 1), new Demand(other, 1)}
                    : new Demand[]{new Demand(other, 1), new Demand(one, 1)};
            carts.add(() -> {
                reserve(Ids.next(), demand);
                return null;
            });
        }
        Together.run(carts);
        assertThat(stock(one)).isEqualTo("1000/40");
        assertThat(stock(other)).isEqualTo("1000/40");
    }

    @Test
    void P3_two_hundred_buyers_race_for_the_last_ten() throws Exception {
        UUID product = Shop.product("5.00", 10);
        List<String> outcomes = Together.times(200, () -> {
            try {
                reserve(Ids.next(), new Demand(product, 1));
                return "bought";
            } catch (InsufficientStock tooLittle) {
                return "too late: " + tooLittle.shortages().getFirst().available();
            }
        });
        assertThat(outcomes).containsOnly("bought", "too late: 0");
        assertThat(outcomes.stream().filter("bought"::equals)).hasSize(10);
        assertThat(stock(product)).isEqualTo("10/10");
        assertThat(Database.stockDiscrepancies(product)).isEmpty();
    }

    @Test
    void pieces_released_while_another_order_waits_go_to_that_order() throws Exception {
        UUID product = Shop.product("5.00", 1);
        for (int round = 0; round < 10; round++) {
            UUID first = Ids.next();
            reserve(first, new Demand(product, 1));
            CountDownLatch released = new CountDownLatch(1);
            UUID second = Ids.next();
            Together.run(List.<Callable<Void>>of(() -> {
                QuarkusTransaction.requiringNew().run(() -> {
                    inventory.release(first);
                    released.countDown();
                    Eventually.holds(() -> assertThat(Database.count("""
                            select count(*) from pg_stat_activity
                             where datname = current_database() and wait_event_type = 'Lock'""")).isPositive());
                });
                return null;
            }, () -> {
                released.await();
                reserve(second, new Demand(product, 1));
                return null;
            }));
            release(second);
        }
        assertThat(stock(product)).isEqualTo("1/0");
    }

    @Test
    void low_stock_and_sold_out_are_each_reported_once() {
        UUID product = Shop.product("5.00", 8);
        UUID order = Ids.next();
        reserve(order, new Demand(product, 2));
        assertThat(expiries.lowOf(product)).isEmpty();
        long low = counted("stock.low");
        long out = counted("stock.out");
        reserve(Ids.next(), new Demand(product, 1));
        assertThat(expiries.lowOf(product)).containsExactly(5);
        reserve(Ids.next(), new Demand(product, 5));
        commit(order);
        assertThat(expiries.lowOf(product)).containsExactly(5);
        assertThat(counted("stock.low") - low).isEqualTo(1);
        assertThat(counted("stock.out") - out).isEqualTo(1);
        assertThat(expiries.changesOf(product)).isEqualTo(3);
    }

    @Test
    void a_rolled_back_reservation_is_not_counted() {
        UUID product = Shop.product("5.00", 6);
        long out = counted("stock.out");
        assertThatThrownBy(() -> QuarkusTransaction.requiringNew().run(() -> {
            inventory.reserve(Map.of(Ids.next(), List.of(new Demand(product, 6))), Instant.now().plusSeconds(900));
            throw new IllegalStateException("no");
        })).hasMessage("no");
        assertThat(expiries.lowOf(product)).containsExactly(0);
        assertThat(counted("stock.out")).isEqualTo(out);
    }

    @Test
    void sales_raise_popularity_and_older_sales_count_less() {
        UUID once = sold(1);
        UUID twice = sold(1);
        UUID four = sold(4);
        UUID longAgo = sold(1);
        assertThat(Database.count("select count(*) from catalog.product_sales where product_id = ?",
                Shop.product("5.00", 1))).isZero();
        Database.update("update catalog.product_sales set popularity = popularity - 1 where product_id = ?", longAgo);
        for (UUID again : List.of(twice, longAgo)) {
            sell(again, 1);
        }
        // The sale of a week ago counts half.
        assertThat(weight(twice, once)).isEqualTo("2.00");
        assertThat(weight(four, once)).isEqualTo("4.00");
        assertThat(weight(longAgo, once)).isEqualTo("1.50");
        assertThat(Database.query(Long.class, "select pieces from catalog.product_sales where product_id = ?", four))
                .containsExactly(4L);
        assertThat(Database.query(String.class, """
                select round((popularity - extract(epoch from updated_at - '2026-01-01Z') / 604800)::numeric, 3)::text
                  from catalog.product_sales where product_id = ?""", four)).containsExactly("2.000");
    }

    private UUID sold(int pieces) {
        UUID product = Shop.product("5.00", 10);
        sell(product, pieces);
        return product;
    }

    private void sell(UUID product, int pieces) {
        UUID order = Ids.next();
        reserve(order, new Demand(product, pieces));
        commit(order);
    }

    private static String weight(UUID product, UUID unit) {
        return Database.query(String.class, """
                select round(power(2, a.popularity - b.popularity)::numeric, 2)::text
                  from catalog.product_sales a, catalog.product_sales b
                 where a.product_id = ? and b.product_id = ?""", product, unit).getFirst();
    }

    private long counted(String counter) {
        return (long) metrics.counter(counter).count();
    }

    private void reserve(UUID order, Demand... demand) {
        QuarkusTransaction.requiringNew()
                .run(() -> inventory.reserve(Map.of(order, List.of(demand)), Instant.now().plusSeconds(900)));
    }

    private boolean commit(UUID order) {
        return QuarkusTransaction.requiringNew().call(() -> inventory.commit(Set.of(order)).contains(order));
    }

    private void release(UUID order) {
        QuarkusTransaction.requiringNew().run(() -> inventory.release(order));
    }

    private static String stock(UUID product) {
        return Database.query(String.class,
                "select quantity || '/' || reserved_quantity from catalog.inventory where product_id = ?", product)
                .getFirst();
    }
}
