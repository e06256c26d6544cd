package dev.tradepost.catalog.inventory;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;

import jakarta.inject.Inject;

import org.junit.jupiter.api.Test;

import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.junit.QuarkusTest;

import dev.tradepost.catalog.api.Inventory;
import dev.tradepost.catalog.api.Inventory.Demand;
import dev.tradepost.kernel.Ids;
import dev.tradepost.testsupport.Database;
import dev.tradepost.testsupport.Eventually;
import dev.tradepost.testsupport.Shop;
import dev.tradepost.testsupport.Together;

/** The scheduled sweeper runs at the same time, like one of another instance. */
@QuarkusTest
class ReservationExpirySweeperTest {

    @Inject
    Inventory inventory;

    @Inject
    ReservationExpirySweeper reservationExpirySweeper;

    @Inject
    Expiries expiries;

    @Test
    void an_expired_reservation_is_released() {
        UUID product = Shop.product("5.00", 10);
        reserve(product, 4, -1);
        UUID inTime = reserve(product, 3, 900);
        Eventually.holds(() -> assertThat(stock(product)).isEqualTo("10/3"));
        assertThat(status(inTime)).isEqualTo("OPEN");
        assertThat(Database.stockDiscrepancies(product)).isEmpty();
    }

    @Test
    void a_refused_expiry_keeps_its_reservation_and_delays_no_other() {
        UUID product = Shop.product("5.00", 10);
        UUID paying = Ids.next();
        expiries.veto(paying);
        reserve(paying, product, 4, -1);
        reserve(product, 3, -1);
        reservationExpirySweeper.sweep();
        Eventually.holds(() -> assertThat(stock(product)).isEqualTo("10/4"));
        reservationExpirySweeper.sweep();
        assertThat(status(paying)).isEqualTo("OPEN");
        expiries.allow(paying);
        Eventually.holds(() -> assertThat(stock(product)).isEqualTo("10/0"));
    }

    @Test
    void P4_of_an_expiry_and_a_commit_at_the_same_time_one_wins() throws Exception {
        for (int round = 0; round < 10; round++) {
            UUID product = Shop.product("5.00", 10);
            UUID other = Shop.product("5.00", 10);
            UUID order = Ids.next();
            boolean late = round % 2 == 1; // otherwise the commit would nearly always win
            expiries.veto(order);
            QuarkusTransaction.requiringNew()
                    .run(() -> inventory.reserve(Map.of(order, List.of(new Demand(product, 4), new Demand(other, 1))),
                            Instant.now().minusSeconds(1)));
            List<Callable<Boolean>> both = List.of(
                    () -> {
                        if (late) {
                            Eventually.holds(() -> assertThat(expiries.hasHeardOf(order)).isTrue());
                        }
                        return QuarkusTransaction.requiringNew()
                                .call(() -> inventory.commit(Set.of(order)).contains(order));
                    }, () -> {
                        expiries.allow(order);
                        return reservationExpirySweeper.sweep() > 0;
                    });
            boolean paid = Together.run(both).getFirst();
            Eventually.holds(() -> assertThat(stock(product)).isEqualTo(paid ? "6/0" : "10/0"));
            assertThat(stock(other)).isEqualTo(paid ? "9/0" : "10/0");
            assertThat(status(order)).isEqualTo(paid ? "COMMITTED" : "RELEASED");
            assertThat(Database.stockDiscrepancies(product, other)).isEmpty();
        }
    }

    @Test
    void P4_several_sweeps_at_once_give_back_once() throws Exception {
        UUID product = Shop.product("5.00", 50);
        List<UUID> orders = new ArrayList<>();
        for (int i = 0; i < 30; i++) {
            UUID order = Ids.next();
            expiries.veto(order);
            reserve(order, product, 1, -1);
            orders.add(order);
        }
        orders.forEach(expiries::allow);
        long moves = expiries.changesOf(product);
        Together.times(4, reservationExpirySweeper::sweep);
        Eventually.holds(() -> assertThat(stock(product)).isEqualTo("50/0"));
        assertThat(expiries.changesOf(product) - moves).isEqualTo(30);
        assertThat(Database.stockDiscrepancies(product)).isEmpty();
    }

    private UUID reserve(UUID product, int pieces, int seconds) {
        UUID order = Ids.next();
        reserve(order, product, pieces, seconds);
        return order;
    }

    private void reserve(UUID order, UUID product, int pieces, int seconds) {
        QuarkusTransaction.requiringNew().run(() -> inventory
                .reserve(Map.of(order, List.of(new Demand(product, pieces))), Instant.now().plusSeconds(seconds)));
    }

    private static String status(UUID order) {
        return Database.query(String.class, "select distinct status from catalog.reservations where order_id = ?",
                order).getFirst();
    }

    private static String stock(UUID product) {
        return Database.query(String.class,
                "select quantity || '/' || reserved_quantity from catalog.inventory where product_id = ?", product)
                .getFirst();
    }
}
