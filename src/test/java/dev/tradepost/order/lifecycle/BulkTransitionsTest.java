package dev.tradepost.order.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.stream.Stream;

import jakarta.inject.Inject;

import org.junit.jupiter.api.Test;

import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.junit.QuarkusTest;

import dev.tradepost.order.lifecycle.BulkTransitions.TransitionedOrder;
import dev.tradepost.platform.database.Sql;
import dev.tradepost.testsupport.Database;
import dev.tradepost.testsupport.RowsRead;
import dev.tradepost.testsupport.Shop;
import dev.tradepost.testsupport.Shop.Customer;
import dev.tradepost.testsupport.Together;

@QuarkusTest
class BulkTransitionsTest {

    @Inject
    BulkTransitions transitions;
    @Inject
    Orders orders;
    @Inject
    Sql sql;

    @Test
    void P8_only_orders_with_the_first_status_of_a_transition_make_it() {
        Customer customer = Shop.customer();
        UUID product = Shop.product("5.00", 10);
        UUID pending = UnheardOrder.of(customer, product, 1);
        UUID cancelled = UnheardOrder.of(customer, product, 1);
        QuarkusTransaction.requiringNew().run(() -> orders.paymentFailed(cancelled, "declined"));
        assertThat(prepared(pending, cancelled)).isEmpty();
        assertThat(confirmed(pending, cancelled, UUID.randomUUID())).containsExactly(pending);
        assertThat(confirmed(pending, cancelled)).isEmpty();
        assertThat(customer.state(cancelled)).startsWith("CANCELLED/");
    }

    @Test
    void P8_of_ten_concurrent_transitions_one_is_made() throws Exception {
        UUID order = UnheardOrder.of(Shop.customer(), Shop.product("5.00", 10), 1);
        assertThat(Together.times(10, () -> confirmed(order).size())).containsOnlyOnce(1);
    }

    @Test
    void a_transition_leaves_an_entry_with_time_and_actor_and_deletes_the_payment_token() {
        UUID order = UnheardOrder.of(Shop.customer(), Shop.product("5.00", 10), 1);
        OrderDetail detail = QuarkusTransaction.requiringNew().call(() -> {
            transitions.confirm(List.of(order));
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
    void a_transition_reads_only_its_orders_with_stale_statistics() {
        QuarkusTransaction.begin();
        try {
            write(3_000, "DELIVERED");
            sql.update("analyze orders.orders");
            write(3_000, "CONFIRMED");
            List<UUID> asked = Stream.generate(UUID::randomUUID).limit(20).toList();
            assertThat(RowsRead.of("orders.orders", sql, () -> transitions.prepare(asked)))
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

    private List<UUID> confirmed(UUID... orderIds) {
        return ids(() -> transitions.confirm(List.of(orderIds)));
    }

    private List<UUID> prepared(UUID... orderIds) {
        return ids(() -> transitions.prepare(List.of(orderIds)));
    }

    private static List<UUID> ids(Callable<List<TransitionedOrder>> transition) {
        return QuarkusTransaction.requiringNew().call(transition).stream().map(made -> made.event().orderId()).toList();
    }
}
