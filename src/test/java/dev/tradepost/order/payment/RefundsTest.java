package dev.tradepost.order.payment;

import static dev.tradepost.testsupport.Shop.API;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.in;
import static org.hamcrest.Matchers.nullValue;

import java.math.BigDecimal;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;

import jakarta.enterprise.event.Event;
import jakarta.inject.Inject;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;

import dev.tradepost.order.lifecycle.OrderCancelled;
import dev.tradepost.testsupport.Database;
import dev.tradepost.testsupport.Eventually;
import dev.tradepost.testsupport.Held;
import dev.tradepost.testsupport.Shop;
import dev.tradepost.testsupport.Shop.Customer;
import dev.tradepost.testsupport.Together;

@QuarkusTest
class RefundsTest {

    /** What we say of an order's refunds and the gateway does not, or the other way round. */
    private static final String LEDGERS_DIFFER = """
            select coalesce(ours.id, theirs.idempotency_key) || ': ' || coalesce(ours.amount, 0) || '/' || coalesce(theirs.amount, 0)
              from (select * from orders.refunds where order_id = ? and status = 'DONE') ours
              full join (select r.* from orders.simulated_refunds r join orders.payments p on p.id = r.charge_key
                          where p.order_id = ?) theirs on theirs.idempotency_key = ours.id
             where ours.amount is distinct from theirs.amount or ours.gateway_reference is distinct from theirs.gateway_reference
             union all
            select 'payment ' || p.id from orders.payments p
              left join orders.simulated_charges c on c.idempotency_key = p.id
             where p.order_id = ? and (p.amount is distinct from c.amount or p.refunded_amount is distinct from c.refunded_amount
                or p.refunded_amount <> (select coalesce(sum(r.amount), 0) from orders.refunds r
                                          where r.payment_id = p.id and r.status <> 'FAILED')
                or (p.status = 'REFUNDED') is distinct from c.refunded)""";

    @Inject
    Payments payments;
    @Inject
    Event<OrderCancelled> cancelled;

    private Customer customer;

    @BeforeEach
    void somebody_buys() {
        customer = Shop.customer();
    }

    @Test
    void parts_go_back_until_nothing_is_left() {
        UUID order = paid("tok_approved");
        String refundId = refund(order, "40.00", "Arrived broken").then().statusCode(202).body("data.status",
                equalTo("REQUESTED")).body("data.reason", equalTo("Arrived broken")).extract().path("data.refundId");
        Eventually.becomes(customer, order, "PROCESSING/PARTIALLY_REFUNDED");
        payments(order).then().statusCode(200).body("data.payments.status", equalTo(List.of("CAPTURED")))
                .body("data.payments[0].attempt", equalTo(1)).body("data.payments[0].clientSecret", nullValue())
                .body("data.refunds.refundId", equalTo(List.of(refundId)))
                .body("data.refunds.status", equalTo(List.of("DONE")));
        refund(order, "60.01", "Too much").then().statusCode(409).body("code", equalTo("refund_exceeds_payment"))
                .body("detail", containsString("USD 60.00"));
        refund(order, "60", "The rest").then().statusCode(202);
        Eventually.becomes(customer, order, "PROCESSING/REFUNDED");
        payments(order).then().body("data.payments.status", equalTo(List.of("REFUNDED")));
        refund(order, "0.01", "More").then().statusCode(409).body("detail", containsString("USD 0.00"));
        assertThat(differences(order)).isEmpty();
        assertThat(Database.count("""
                select count(*) from platform.audit_events where action = 'refund.requested' and subject_id = ?""",
                order.toString())).isEqualTo(2);
    }

    @Test
    void P8_twenty_refunds_of_30_percent_at_once_are_three() throws Exception {
        UUID order = paid("tok_approved");
        String admin = Shop.adminToken();
        List<Integer> answers = Together.run(Collections.nCopies(20,
                () -> refund(admin, order, Map.of("amount", 30, "reason", "All at once")).statusCode()));
        assertThat(answers).containsOnly(202, 409).filteredOn(status -> status == 202).hasSize(3);
        Eventually.holds(() -> assertThat(statuses(order)).containsExactly("DONE", "DONE", "DONE"));
        assertThat(customer.state(order)).isEqualTo("PROCESSING/PARTIALLY_REFUNDED");
        assertThat(differences(order)).isEmpty();
    }

    @Test
    void P8_who_ships_while_a_full_refund_is_being_promised_waits_for_it_and_is_refused() throws Exception {
        UUID order = paid("tok_refund_flaky");
        String admin = Shop.adminToken();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
                Held payment = Held.rows("select 1 from orders.payments where order_id = ? for update", order)) {
            Future<Response> refund = threads.submit(() -> refund(order, "100", "All of it"));
            payment.awaitWaiting(1);
            Future<Response> shipment = threads.submit(() -> ship(admin, order));
            payment.awaitWaiting(2);
            payment.letGo();
            refund.get().then().statusCode(202);
            shipment.get().then().statusCode(409).body("code", in(List.of("refund_in_progress", "order_refunded")));
        }
        Eventually.becomes(customer, order, "PROCESSING/REFUNDED");
    }

    @Test
    void P8_an_order_of_which_a_part_goes_back_is_shipped() {
        UUID order = paid("tok_refund_flaky");
        refund(order, "99.99", "Nearly all").then().statusCode(202);
        ship(Shop.adminToken(), order).then().statusCode(200);
    }

    @Test
    void P8_the_database_itself_refuses_to_give_back_more_than_came_in() {
        UUID order = paid("tok_approved");
        assertThatThrownBy(
                () -> Database.update("update orders.payments set refunded_amount = 100.01 where order_id = ?", order))
                .hasMessageContaining("payments_refund_within_payment");
    }

    @Test
    void P9_the_same_request_with_the_same_key_is_one_refund() {
        UUID order = paid("tok_approved");
        String key = Shop.unique("refund");
        List<String> ids = Stream.generate(() -> Shop.request(Shop.adminToken()).header("Idempotency-Key", key)
                .body(Map.of("amount", 10, "reason", "Once")).post(API + "/orders/" + order + "/refunds").then()
                .statusCode(202).extract().<String>path("data.refundId")).limit(3).toList();
        assertThat(ids).containsOnly(ids.getFirst());
        Shop.request(Shop.adminToken()).header("Idempotency-Key", key).body(Map.of("amount", 20, "reason", "Twice"))
                .post(API + "/orders/" + order + "/refunds").then().statusCode(422);
        assertThat(statuses(order)).hasSize(1);
    }

    @Test
    void a_cancelled_order_gets_back_what_is_left() {
        UUID order = paid("tok_approved");
        refund(order, "25.00", "Late").then().statusCode(202);
        cancel(order);
        cancel(order); // nothing is left by then
        Eventually.becomes(customer, order, "CANCELLED/REFUNDED");
        assertThat(Database.query(BigDecimal.class, "select amount from orders.refunds where order_id = ? order by 1",
                order)).containsExactly(new BigDecimal("25.00"), new BigDecimal("75.00"));
        assertThat(differences(order)).isEmpty();
    }

    @Test
    void a_gateway_that_fails_twice_is_asked_a_third_time_with_the_same_key() {
        UUID order = paid("tok_refund_flaky");
        refund(order, "100", "Flaky").then().statusCode(202);
        Eventually.becomes(customer, order, "PROCESSING/REFUNDED");
        assertThat(Database.query(Integer.class, "select tries from orders.refunds where order_id = ?", order))
                .containsExactly(3);
        assertThat(differences(order)).isEmpty();
    }

    @Test
    void P5_money_that_went_back_without_an_answer_is_found_by_looking_it_up() {
        UUID order = paid("tok_refund_lost");
        refund(order, "100", "Lost").then().statusCode(202);
        Eventually.becomes(customer, order, "PROCESSING/REFUNDED");
        assertThat(Database.query(Integer.class, "select tries from orders.refunds where order_id = ?", order))
                .containsExactly(1);
        assertThat(differences(order)).isEmpty();
    }

    @Test
    void what_the_gateway_refuses_for_good_may_be_asked_for_again() {
        UUID order = paid("tok_refund_refused");
        refund(order, "70", "First").then().statusCode(202);
        Eventually.holds(() -> assertThat(statuses(order)).containsExactly("FAILED"));
        assertThat(customer.state(order)).isEqualTo("PROCESSING/PAID");
        payments(order).then().body("data.refunds[0].failure", equalTo("charge_disputed"));
        Database.update("""
                update orders.simulated_charges set token = null
                 where idempotency_key in (select id from orders.payments where order_id = ?)""", order);
        refund(order, "100", "Again").then().statusCode(202);
        Eventually.becomes(customer, order, "PROCESSING/REFUNDED");
        assertThat(differences(order)).isEmpty();
    }

    @Test
    void P13_five_who_send_the_same_refund_at_once_send_it_once() throws Exception {
        UUID order = paid("tok_approved");
        refund(order, "30", "Five times").then().statusCode(202);
        Together.times(5, () -> {
            try {
                payments.refund(order);
            } catch (Payments.PaymentUndecided somebodyElseIsAtIt) {
                assertThat(somebodyElseIsAtIt.remaining()).isPositive();
            }
            return true;
        });
        Eventually.becomes(customer, order, "PROCESSING/PARTIALLY_REFUNDED");
        payments.refund(order);
        assertThat(statuses(order)).containsExactly("DONE");
        assertThat(Database.count("""
                select count(*) from platform.outbox_events where aggregate_id = ? and type = 'order.refunded'""",
                order)).isOne();
        assertThat(differences(order)).isEmpty();
    }

    @Test
    void nothing_goes_back_of_what_was_not_paid() {
        UUID order = customer.order("tok_declined", Shop.product("100.00", 3), 1);
        Eventually.becomes(customer, order, "CANCELLED/FAILED");
        refund(order, "1", "Never paid").then().statusCode(409).body("code", equalTo("order_not_paid"));
        refund(UUID.randomUUID(), "1", "No such order").then().statusCode(404);
        payments(order).then().body("data.payments[0].failure", equalTo("card_declined"));
    }

    @Test
    void an_amount_has_the_decimals_of_its_currency() {
        UUID order = paid("tok_approved");
        for (String amount : List.of("0", "-1", "0.001", "1e12")) {
            refund(order, amount, "Nonsense").then().statusCode(400).body("errors.pointer",
                    equalTo(List.of("/amount")));
        }
        refund(order, "1.000", "Zeros are harmless").then().statusCode(202);
    }

    @Test
    void P26_others_neither_see_payments_nor_send_money_back() {
        UUID order = paid("tok_approved");
        Customer other = Shop.customer();
        other.request().get(API + "/orders/" + order + "/payments").then().statusCode(403);
        for (Customer somebody : List.of(other, customer)) {
            refund(somebody.token(), order, Map.of("amount", 1, "reason", "Mine")).then().statusCode(403);
        }
        Shop.request(Shop.adminToken()).get(API + "/orders/" + order + "/payments").then().statusCode(200);
        customer.request().get(API + "/orders/" + UUID.randomUUID() + "/payments").then().statusCode(404);
    }

    private UUID paid(String token) {
        UUID order = customer.order(token, Shop.product("100.00", 3), 1);
        Eventually.becomes(customer, order, "PROCESSING/PAID");
        return order;
    }

    /** As whoever cancels an order does it, in one transaction. */
    private void cancel(UUID order) {
        QuarkusTransaction.requiringNew().run(() -> {
            Database.update("update orders.orders set status = 'CANCELLED' where id = ?", order);
            cancelled.fire(new OrderCancelled(order, customer.userId().toString(), "changed my mind"));
        });
    }

    private static Response ship(String token, UUID order) {
        return Shop.request(token).body(Map.of("status", "SHIPPED", "trackingNumber", "TRACK 1"))
                .patch(API + "/orders/" + order + "/status");
    }

    private static Response refund(UUID order, String amount, String reason) {
        return refund(Shop.adminToken(), order, Map.of("amount", new BigDecimal(amount), "reason", reason));
    }

    private static Response refund(String token, UUID order, Map<String, Object> body) {
        return Shop.request(token).body(body).post(API + "/orders/" + order + "/refunds");
    }

    private Response payments(UUID order) {
        return customer.request().get(API + "/orders/" + order + "/payments");
    }

    private static List<String> statuses(UUID order) {
        return Database.query(String.class, "select status from orders.refunds where order_id = ? order by created_at",
                order);
    }

    private static List<String> differences(UUID order) {
        return Database.query(String.class, LEDGERS_DIFFER, order, order, order);
    }
}
