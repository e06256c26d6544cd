package dev.tradepost.catalog.inventory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;

import jakarta.inject.Inject;

import org.junit.jupiter.api.Test;

import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.junit.QuarkusTest;

import dev.tradepost.catalog.api.InsufficientStock;
import dev.tradepost.catalog.api.InsufficientStock.Shortage;
import dev.tradepost.catalog.api.Inventory;
import dev.tradepost.catalog.api.Inventory.Demand;
import dev.tradepost.kernel.Ids;
import dev.tradepost.testsupport.Database;
import dev.tradepost.testsupport.Shop;
import dev.tradepost.testsupport.Together;

@QuarkusTest
class ReservationsTest {

    @Inject
    Inventory inventory;

    @Test
    void what_is_reserved_cannot_be_had_and_is_still_in_the_house() {
        UUID product = Shop.product("5.00", 10);
        reserve(Ids.next(), new Demand(product, 4));
        assertThat(stock(product)).isEqualTo("10/4");
        assertThat(Shop.available(product)).isEqualTo(6);
    }

    @Test
    void too_little_of_one_reserves_nothing_and_names_all_that_are_short() {
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
    void a_commit_takes_the_goods_out_once() {
        UUID product = Shop.product("5.00", 10);
        UUID order = Ids.next();
        reserve(order, new Demand(product, 4));
        assertThat(commit(order)).isTrue();
        assertThat(commit(order)).isTrue();
        release(order);
        assertThat(stock(product)).isEqualTo("6/0");
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
    void P4_of_a_commit_and_a_release_at_the_same_time_one_wins() throws Exception {
        for (int round = 0; round < 20; round++) {
            UUID product = Shop.product("5.00", 10);
            UUID order = Ids.next();
            reserve(order, new Demand(product, 4));
            List<Callable<Boolean>> both = List.of(() -> commit(order), () -> {
                release(order);
                return false;
            });
            boolean committed = Together.run(both).getFirst();
            assertThat(stock(product)).isEqualTo(committed ? "6/0" : "10/0");
        }
        assertThat(Database.stockDiscrepancies()).isEmpty();
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

    private void reserve(UUID order, Demand... demand) {
        QuarkusTransaction.requiringNew()
                .run(() -> inventory.reserve(order, List.of(demand), Instant.now().plusSeconds(900)));
    }

    private boolean commit(UUID order) {
        return QuarkusTransaction.requiringNew().call(() -> inventory.commit(order));
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
