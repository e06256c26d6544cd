package dev.tradepost.order.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;

import jakarta.inject.Inject;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.junit.QuarkusTest;

import dev.tradepost.order.lifecycle.BulkTransitions.BulkTransition;
import dev.tradepost.platform.database.Sql;
import dev.tradepost.testsupport.Database;
import dev.tradepost.testsupport.RowsRead;
import dev.tradepost.testsupport.Shop;
import dev.tradepost.testsupport.Shop.Customer;
import dev.tradepost.testsupport.Together;

@QuarkusTest
class BulkTransitionsTest {

    @Inject
    BulkTransitions steps;
    @Inject
    Orders orders;
    @Inject
    Sql sql;

    @ParameterizedTest
    @EnumSource
    void P8_a_usual_step_is_a_legal_one(BulkTransition usual) {
        assertThat(usual.from().next()).contains(usual.to());
    }

    @Test
    void P8_only_orders_that_stand_where_a_step_begins_make_it() {
        Customer customer = Shop.customer();
        UUID product = Shop.product("5.00", 10);
        UUID pending = UnheardOrder.of(customer, product, 1);
        UUID cancelled = UnheardOrder.of(customer, product, 1);
        QuarkusTransaction.requiringNew().run(() -> orders.paymentFailed(cancelled, "declined"));
        assertThat(make(BulkTransition.PACKING, List.of(pending, cancelled))).isEmpty();
        assertThat(make(BulkTransition.PAID, List.of(pending, cancelled, UUID.randomUUID()))).containsExactly(pending);
        assertThat(make(BulkTransition.PAID, List.of(pending, cancelled))).isEmpty();
        assertThat(customer.state(cancelled)).startsWith("CANCELLED/");
    }

    @Test
    void P8_of_ten_who_make_the_same_step_at_once_one_does() throws Exception {
        UUID order = UnheardOrder.of(Shop.customer(), Shop.product("5.00", 10), 1);
        assertThat(Together.times(10, () -> make(BulkTransition.PAID, List.of(order)).size())).containsOnlyOnce(1);
    }

    @Test
    void a_step_leaves_an_entry_with_time_and_actor_and_forgets_what_was_good_for_one_charge() {
        UUID order = UnheardOrder.of(Shop.customer(), Shop.product("5.00", 10), 1);
        OrderDetail detail = QuarkusTransaction.requiringNew().call(() -> { // before anybody else hears of it
            steps.make(BulkTransition.PAID, List.of(order));
            return orders.find(order).orElseThrow().detail();
        });
        assertThat(detail.history())
                .extracting(OrderDetail.StatusHistoryEntry::status, OrderDetail.StatusHistoryEntry::by)
                .contains(tuple(OrderStatus.CONFIRMED, "payment"));
        assertThat(detail.history().get(1).at()).isEqualTo(detail.updatedAt()).isAfter(detail.createdAt());
        assertThat(detail.paymentStatus()).isEqualTo(PaymentStatus.PAID);
        assertThat(Database.count("select count(*) from orders.orders where id = ? and payment_token is null", order))
                .isOne();
    }

    @Test
    void a_step_reads_its_orders_alone_although_the_database_has_not_counted_how_many_wait_for_it() {
        QuarkusTransaction.begin();
        try {
            write(3_000, "DELIVERED");
            sql.update("analyze orders.orders");
            write(3_000, "CONFIRMED");
            List<UUID> asked = Stream.generate(UUID::randomUUID).limit(20).toList();
            assertThat(RowsRead.of("orders.orders", sql, () -> steps.make(BulkTransition.PACKING, asked)))
                    .isLessThan(20);
        } finally {
            QuarkusTransaction.rollback();
        }
    }

    private void write(int number, String status) {
        sql.update("""
                insert into orders.orders (id, user_id, order_number, status, total_amount, currency,
                    shipping_address_id, billing_address_id, payment_method, payment_status, created_at, updated_at)
                select order_id, order_id, cast(order_id as text), ?, 1, 'EUR', order_id, order_id, 'paypal', 'PAID', now(), now()
                  from (select gen_random_uuid() as order_id from generate_series(1, ?)) as new""", status, number);
    }

    private List<UUID> make(BulkTransition usual, List<UUID> orderIds) {
        return QuarkusTransaction.requiringNew().call(() -> steps.make(usual, orderIds)).stream()
                .map(made -> made.event().orderId()).toList();
    }
}
