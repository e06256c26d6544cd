package dev.tradepost.order.processing;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.UUID;

import jakarta.inject.Inject;

import org.junit.jupiter.api.Test;

import com.fasterxml.jackson.databind.ObjectMapper;

import io.quarkus.test.junit.QuarkusTest;

import dev.tradepost.platform.messaging.Message;
import dev.tradepost.platform.messaging.Subscription.RetryLater;
import dev.tradepost.testsupport.Database;
import dev.tradepost.testsupport.Eventually;
import dev.tradepost.testsupport.Shop;
import dev.tradepost.testsupport.Shop.Customer;
import dev.tradepost.testsupport.Together;

/** What happens when the same events come again, all at once or late. */
@QuarkusTest
class ProcessingTest {

    @Inject
    OrderProcessing processing;
    @Inject
    InventoryUpdates inventory;
    @Inject
    ObjectMapper json;

    @Test
    void P13_the_same_order_created_five_times_at_once_is_paid_once() throws Exception {
        Customer customer = Shop.customer();
        UUID product = Shop.product("5.00", 10);
        UUID order = customer.order("tok_approved", product, 2);
        Message again = published("order.created", order);
        Together.times(5, () -> {
            try {
                processing.handle(again);
            } catch (RetryLater somebodyElseIsAtIt) {
                assertThat(somebodyElseIsAtIt).hasMessageContaining("not decided");
            }
            return true;
        });
        Eventually.becomes(customer, order, "PROCESSING/PAID");
        assertThat(Database.count("select count(*) from orders.payments where order_id = ?", order)).isOne();
        assertThat(Database.count("""
                select count(*) from orders.simulated_charges c join orders.payments p on p.id = c.idempotency_key
                 where p.order_id = ?""", order)).isOne();
        assertThat(Database.count(
                "select count(*) from platform.outbox_events where aggregate_id = ? and type = 'order.paid'", order))
                .isOne();
        assertThat(Shop.available(product)).isEqualTo(8);
    }

    @Test
    void P13_the_same_order_paid_five_times_at_once_takes_the_stock_once() throws Exception {
        Customer customer = Shop.customer();
        UUID product = Shop.product("5.00", 10);
        UUID order = customer.order("tok_approved", product, 2);
        Message again = Eventually.first(() -> ofType("order.paid", order)); // which may be at work already
        Together.times(5, () -> {
            inventory.handle(again);
            return true;
        });
        Eventually.becomes(customer, order, "PROCESSING/PAID");
        inventory.handle(message("order.paid", order)); // the same news under another id
        assertThat(Database.query(Integer.class, "select quantity from catalog.inventory where product_id = ?",
                product)).containsExactly(8);
        assertThat(Database.stockDiscrepancies(product)).isEmpty();
    }

    @Test
    void P13_a_cancellation_that_comes_before_or_after_the_payment_changes_nothing_that_is_decided() throws Exception {
        Customer customer = Shop.customer();
        UUID product = Shop.product("5.00", 10);
        UUID paid = customer.order("tok_approved", product, 2);
        UUID declined = customer.order("tok_declined", product, 3);
        Eventually.becomes(customer, paid, "PROCESSING/PAID");
        Eventually.becomes(customer, declined, "CANCELLED/FAILED");
        Eventually.holds(() -> assertThat(Shop.available(product)).isEqualTo(8));
        inventory.handle(message("order.cancelled", paid));
        inventory.handle(message("order.paid", declined));
        processing.handle(message("order.created", declined));
        assertThat(customer.state(paid)).isEqualTo("PROCESSING/PAID");
        assertThat(customer.state(declined)).isEqualTo("CANCELLED/FAILED");
        assertThat(Shop.available(product)).isEqualTo(8);
        assertThat(Database.stockDiscrepancies(product)).isEmpty();
    }

    /** As the outbox has it: with the id that its consumers know it by. */
    private Message published(String type, UUID order) {
        return ofType(type, order).getFirst();
    }

    private List<Message> ofType(String type, UUID order) {
        return Database.query(UUID.class,
                "select id from platform.outbox_events where aggregate_id = ? and type = ?", order, type).stream()
                .map(id -> new Message(id, type, order, "0".repeat(32), json.createObjectNode())).toList();
    }

    private Message message(String type, UUID order) {
        return new Message(UUID.randomUUID(), type, order, "0".repeat(32), json.createObjectNode());
    }
}
