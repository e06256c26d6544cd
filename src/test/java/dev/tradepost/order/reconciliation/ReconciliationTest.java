package dev.tradepost.order.reconciliation;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.notNullValue;

import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;

import jakarta.inject.Inject;

import org.junit.jupiter.api.Test;

import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;

import dev.tradepost.catalog.api.Inventory;
import dev.tradepost.catalog.api.Inventory.Demand;
import dev.tradepost.platform.metrics.GaugeSampler;
import dev.tradepost.testsupport.Database;
import dev.tradepost.testsupport.Eventually;
import dev.tradepost.testsupport.Shop;
import dev.tradepost.testsupport.Shop.Customer;

/** Each thing is broken by hand, as a lost message or a fault of ours would, and looked for. */
@QuarkusTest
class ReconciliationTest {

    private static final String ADDRESS = Shop.API + "/admin/reconciliation";

    @Inject
    Reconciliation reconciliation;
    @Inject
    GaugeSampler gauges;
    @Inject
    Inventory inventory;
    @TestHTTPResource(value = "/", management = true)
    URI management;

    @Test
    void an_order_that_nobody_charges_is_told_again_and_charged() {
        Customer customer = Shop.customer();
        UUID product = Shop.product("5.00", 10);
        UUID order = processed(customer, product);
        Database.update(
                "delete from orders.simulated_charges where idempotency_key in (select id from orders.payments where order_id = ?)",
                order);
        Database.update("delete from orders.payments where order_id = ?", order);
        rewind(order, product, "PENDING", "PENDING");
        reconciliation.run();
        Eventually.becomes(customer, order, "PROCESSING/PAID");
        assertThat(finding(order, "ORDER_NOT_CHARGED", "repairs = 1 and resolved_at is null")).isOne();
        reconciliation.run();
        assertThat(finding(order, "ORDER_NOT_CHARGED", "resolved_at is not null")).isOne();
        assertThat(Shop.available(product)).isEqualTo(8);
        assertThat(Database.stockDiscrepancies(product)).isEmpty();
    }

    @Test
    void a_paid_order_that_nobody_prepares_is_told_again_and_prepared() {
        Customer customer = Shop.customer();
        UUID product = Shop.product("5.00", 10);
        UUID order = processed(customer, product);
        rewind(order, product, "CONFIRMED", "PAID");
        reconciliation.run();
        Eventually.becomes(customer, order, "PROCESSING/PAID");
        assertThat(finding(order, "ORDER_NOT_PREPARED", "repairs = 1")).isOne();
        assertThat(Database.stockDiscrepancies(product)).isEmpty();
    }

    @Test
    void a_payment_without_an_answer_is_looked_up_and_not_made_twice() {
        Customer customer = Shop.customer();
        UUID product = Shop.product("5.00", 10);
        UUID order = processed(customer, product);
        Database.update("""
                update orders.payments set status = 'STARTED', gateway_reference = null,
                       claimed_until = now() - interval '1 hour' where order_id = ?""", order);
        rewind(order, product, "PENDING", "PENDING");
        reconciliation.run();
        Eventually.becomes(customer, order, "PROCESSING/PAID");
        assertThat(finding(order, "PAYMENT_UNANSWERED", "repairs = 1")).isOne();
        assertThat(Database.query(String.class, "select status from orders.payments where order_id = ?", order))
                .containsExactly("CAPTURED");
        assertThat(Database.count("""
                select count(*) from orders.simulated_charges c join orders.payments p on p.id = c.idempotency_key
                 where p.order_id = ?""", order)).isOne();
    }

    @Test
    void a_refund_without_an_answer_is_looked_up_and_not_sent_twice() {
        Customer customer = Shop.customer();
        UUID order = processed(customer, Shop.product("5.00", 10));
        cancel(customer, order);
        Eventually.becomes(customer, order, "CANCELLED/REFUNDED");
        Database.update("update orders.payments set status = 'CAPTURED' where order_id = ?", order);
        Database.update("""
                update orders.refunds set status = 'STARTED', gateway_reference = null,
                       claimed_until = now() - interval '1 hour' where order_id = ?""", order);
        reconciliation.run();
        assertThat(Database.query(String.class, "select status from orders.refunds where order_id = ?", order))
                .containsExactly("DONE");
        assertThat(finding(order, "REFUND_UNANSWERED", "repairs = 1")).isOne();
        assertThat(Database.count("""
                select count(*) from orders.simulated_refunds s join orders.refunds r on r.id = s.idempotency_key
                 where r.order_id = ?""", order)).isOne();
    }

    @Test
    void money_that_the_gateway_does_not_send_back_is_reported() {
        Customer customer = Shop.customer();
        UUID product = Shop.product("5.00", 10);
        UUID order = customer.order("tok_refund_refused", product, 2);
        Eventually.becomes(customer, order, "PROCESSING/PAID");
        cancel(customer, order);
        Eventually.holds(() -> assertThat(
                Database.query(String.class, "select status from orders.refunds where order_id = ?", order))
                .containsExactly("FAILED"));
        Database.update("update orders.orders set updated_at = now() - interval '1 hour' where id = ?", order);
        Database.update("update orders.payments set updated_at = now() - interval '1 hour' where order_id = ?", order);
        reconciliation.run();
        assertThat(finding(order, "CANCELLED_ORDER_KEEPS_MONEY", "detail = 'USD 10.00' and resolved_at is null"))
                .isOne();
    }

    @Test
    void a_cancelled_order_gives_its_stock_back_in_the_end() {
        Customer customer = Shop.customer();
        UUID product = Shop.product("5.00", 10);
        UUID order = customer.order("tok_declined", product, 2);
        Eventually.becomes(customer, order, "CANCELLED/FAILED");
        Eventually.holds(() -> assertThat(Shop.available(product)).isEqualTo(10));
        reopen(order);
        Database.update("update catalog.inventory set reserved_quantity = reserved_quantity + 2 where product_id = ?",
                product);
        Database.update("update orders.orders set updated_at = now() - interval '1 hour' where id = ?", order);
        reconciliation.run();
        Eventually.holds(() -> assertThat(reserved(product)).isZero());
        assertThat(finding(order, "CANCELLED_ORDER_HOLDS_STOCK", "repairs = 1")).isOne();
        assertThat(Database.stockDiscrepancies(product)).isEmpty();
    }

    @Test
    void stock_that_is_held_for_an_order_that_does_not_exist_is_given_back() {
        UUID product = Shop.product("5.00", 10);
        UUID nobody = UUID.randomUUID();
        QuarkusTransaction.requiringNew().run(() -> inventory.reserve(Map.of(nobody, List.of(new Demand(product, 3))),
                Instant.now().plus(Duration.ofHours(1))));
        reconciliation.run();
        assertThat(reserved(product)).isEqualTo(3); // it may belong to an order that is being placed
        reopen(nobody);
        reconciliation.run();
        assertThat(reserved(product)).isZero();
        assertThat(finding(nobody, "STOCK_HELD_FOR_NOBODY", "repairs = 1 and resolved_at is null")).isOne();
        reconciliation.run();
        assertThat(finding(nobody, "STOCK_HELD_FOR_NOBODY", "resolved_at is not null")).isOne();
    }

    @Test
    void P1_stock_that_does_not_add_up_is_reported_until_somebody_has_counted_and_never_changed() {
        UUID product = Shop.product("5.00", 10);
        Database.update("update catalog.inventory set quantity = quantity + 1 where product_id = ?", product);
        try {
            reconciliation.run();
            reconciliation.run();
            assertThat(finding(product, "STOCK_DOES_NOT_ADD_UP", "repairs = 0 and resolved_at is null")).isOne();
            assertThat(Database.query(Integer.class, "select quantity from catalog.inventory where product_id = ?",
                    product)).containsExactly(11);
            Shop.request(Shop.adminToken()).queryParams("kind", "stock_does_not_add_up", "limit", 100).get(ADDRESS)
                    .then()
                    .statusCode(200).body("data.lastRun.found", notNullValue())
                    .body("data.findings.subject", hasItem(product.toString()))
                    .body("data.findings.find { it.subject == '" + product + "' }.detail",
                            equalTo("quantity 11, by the ledger 10; reserved 0, by open reservations 0"));
            gauges.sample();
            assertThat(given().get(management + "metrics").asString())
                    .containsPattern("reconciliation_findings\\{kind=\"stock_does_not_add_up\"\\} [1-9]")
                    .contains("reconciliation_age_seconds");
        } finally {
            Database.update("update catalog.inventory set quantity = quantity - 1 where product_id = ?", product);
        }
        reconciliation.run();
        assertThat(finding(product, "STOCK_DOES_NOT_ADD_UP", "resolved_at is not null")).isOne();
    }

    @Test
    void an_administrator_makes_it_look_now_and_others_may_not() {
        long runs = Database.count("select count(*) from orders.reconciliation_runs");
        Shop.request(Shop.adminToken()).post(ADDRESS + "/run").then().statusCode(202);
        Eventually.holds(() -> assertThat(Database.count("select count(*) from orders.reconciliation_runs"))
                .isGreaterThan(runs));
        Shop.customer().request().post(ADDRESS + "/run").then().statusCode(403);
        Shop.request(Shop.adminToken()).queryParams("kind", "x", "status", "y").get(ADDRESS).then().statusCode(400)
                .body("errors", hasSize(2));
    }

    private static void cancel(Customer customer, UUID order) {
        customer.request().body(Map.of("reason", "changed my mind")).post(Shop.API + "/orders/" + order + "/cancel")
                .then().statusCode(200);
    }

    private static UUID processed(Customer customer, UUID product) {
        UUID order = customer.order("tok_approved", product, 2);
        Eventually.becomes(customer, order, "PROCESSING/PAID");
        Eventually.holds(() -> assertThat(Database.count(
                "select count(*) from platform.outbox_events where aggregate_id = ? and sent_at is null", order))
                .isZero());
        return order;
    }

    /** As if an hour ago the order had come this far and no further. */
    private static void rewind(UUID order, UUID product, String status, String paymentStatus) {
        Database.update("delete from orders.order_history where order_id = ? and status not in ('PENDING', ?)", order,
                status);
        Database.update("""
                update orders.orders set status = ?, payment_status = ?, version = version + 1,
                       created_at = now() - interval '1 hour', updated_at = now() - interval '1 hour'
                 where id = ?""", status, paymentStatus, order);
        reopen(order);
        Database.update("""
                update catalog.inventory set quantity = quantity + 2, reserved_quantity = reserved_quantity + 2
                 where product_id = ?""", product);
    }

    private static void reopen(UUID order) {
        Database.update("""
                update catalog.reservations set status = 'OPEN', settled_at = null,
                       created_at = now() - interval '1 hour', expires_at = now() + interval '1 hour'
                 where order_id = ?""", order);
    }

    private static int reserved(UUID product) {
        return Database.query(Integer.class, "select reserved_quantity from catalog.inventory where product_id = ?",
                product).getFirst();
    }

    private static long finding(UUID subject, String kind, String condition) {
        return Database.count("select count(*) from orders.reconciliation_findings where subject = ? and kind = ? and "
                + condition, subject, kind);
    }
}
