package dev.tradepost.order.payment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.UUID;

import jakarta.inject.Inject;

import org.junit.jupiter.api.Test;

import io.quarkus.test.junit.QuarkusTest;

import dev.tradepost.order.payment.Payments.PaymentUndecided;
import dev.tradepost.order.payment.gateway.Gateways;
import dev.tradepost.order.payment.gateway.PaymentGateway.Charge;
import dev.tradepost.order.payment.gateway.PaymentGateway.ChargeOutcome;
import dev.tradepost.testsupport.Database;
import dev.tradepost.testsupport.Eventually;
import dev.tradepost.testsupport.Shop;
import dev.tradepost.testsupport.Shop.Customer;
import dev.tradepost.testsupport.Together;

@QuarkusTest
class PaymentsTest {

    @Inject
    Payments payments;
    @Inject
    PaymentService paymentService;
    @Inject
    PaymentCompletion completion;
    @Inject
    Gateways gateways;

    @Test
    void an_approved_payment_moves_the_money_once() {
        UUID order = placed("tok_approved", "PROCESSING/PAID");
        assertThat(attempts(order)).containsExactly("CAPTURED");
        assertThat(charges(order)).isOne();
    }

    @Test
    void a_declined_payment_cancels_the_order_says_why_and_gives_the_stock_back() {
        Customer customer = Shop.customer();
        UUID product = Shop.product("5.00", 3);
        UUID order = customer.order("tok_declined", product, 3);
        Eventually.becomes(customer, order, "CANCELLED/FAILED");
        assertThat(attempts(order)).containsExactly("DECLINED");
        assertThat(charges(order)).isZero();
        customer.readOrder(order).then().body("data.history[1].reason",
                org.hamcrest.Matchers.containsString("card_declined"));
        Eventually.holds(() -> assertThat(Shop.available(product)).isEqualTo(3));
    }

    @Test
    void a_gateway_that_fails_twice_is_tried_a_third_time() {
        UUID order = placed("tok_flaky", "PROCESSING/PAID");
        assertThat(attempts(order)).containsExactly("CAPTURED");
        assertThat(tries(order)).isEqualTo(3);
        assertThat(charges(order)).isOne();
    }

    @Test
    void a_gateway_that_is_away_for_good_cancels_the_order_in_the_end() {
        Customer customer = Shop.customer();
        UUID product = Shop.product("5.00", 3);
        UUID order = customer.order("tok_unavailable", product, 1);
        Eventually.becomes(customer, order, "CANCELLED/FAILED");
        assertThat(attempts(order)).containsExactly("FAILED");
        assertThat(tries(order)).isEqualTo(4);
        Eventually.holds(() -> assertThat(Shop.available(product)).isEqualTo(3));
    }

    @Test
    void P4_an_order_that_nobody_begins_to_pay_ends_with_its_reservation_and_one_being_paid_keeps_it() {
        Customer customer = Shop.customer();
        UUID product = Shop.product("5.00", 3);
        UUID open = customer.order("tok_approved", product, 1);
        UUID underWay = customer.order("tok_approved", product, 1);
        for (UUID order : List.of(open, underWay)) {
            Eventually.becomes(customer, order, "PROCESSING/PAID");
            unpaid(order);
            Database.update("""
                    with again as (update catalog.reservations set status = 'OPEN', settled_at = null
                                    where order_id = ? returning product_id)
                    update catalog.inventory set quantity = quantity + 1, reserved_quantity = reserved_quantity + 1
                     where product_id in (select product_id from again)""", order);
        }
        Database.update("delete from orders.payments where order_id = ?", open);
        Database.update("update catalog.reservations set expires_at = now() where order_id in (?, ?)", open, underWay);
        Eventually.becomes(customer, open, "CANCELLED/FAILED");
        Eventually.holds(() -> assertThat(Shop.available(product)).isEqualTo(2));
        assertThat(customer.state(underWay)).isEqualTo("PENDING/PENDING");
    }

    @Test
    void P8_many_who_collect_the_same_payment_at_once_collect_it_once() throws Exception {
        UUID order = placed("tok_approved", "PROCESSING/PAID");
        reopen(order);
        List<Boolean> done = Together.times(8, () -> {
            try {
                payments.collect(order);
                return true;
            } catch (PaymentUndecided somebodyElseIsAtIt) {
                return false;
            }
        });
        assertThat(done).contains(true);
        assertThat(charges(order)).isOne();
        assertThat(attempts(order)).containsExactly("CAPTURED");
    }

    @Test
    void P5_a_crash_after_the_money_moved_is_found_by_looking_it_up() throws Exception {
        UUID order = placed("tok_approved", "PROCESSING/PAID");
        // As the process left it when it died between the gateway's answer and our note of it, long enough ago.
        Database.update("delete from orders.payments where order_id = ?", order);
        UUID key = UUID.randomUUID();
        Database.update("""
                insert into orders.payments (id, order_id, attempt, tries, status, amount, currency, gateway, claimed_until,
                    created_at, updated_at)
                values (?, ?, 1, 1, 'STARTED', 5, 'USD', 'simulated', now() - interval '1 second', now(), now())""",
                key,
                order);
        Database.update("""
                insert into orders.simulated_charges (idempotency_key, gateway_reference, amount, currency)
                values (?, ?, 5, 'USD')""", key, "sim_" + key);
        unpaid(order);
        payments.collect(order);
        assertThat(attempts(order)).containsExactly("CAPTURED");
        assertThat(Database.query(String.class, "select payment_status from orders.orders where id = ?", order))
                .containsExactly("PAID");
    }

    @Test
    void an_attempt_that_another_instance_is_making_is_left_to_it() {
        UUID order = placed("tok_approved", "PROCESSING/PAID");
        Database.update("delete from orders.payments where order_id = ?", order);
        Database.update("""
                insert into orders.payments (id, order_id, attempt, tries, status, amount, currency, gateway, claimed_until,
                    created_at, updated_at)
                values (?, ?, 1, 1, 'STARTED', 5, 'USD', 'simulated', now() + interval '1 minute', now(), now())""",
                UUID.randomUUID(), order);
        unpaid(order);
        assertThatThrownBy(() -> payments.collect(order)).isInstanceOf(PaymentUndecided.class);
        assertThat(attempts(order)).containsExactly("STARTED");
    }

    @Test
    void P8_the_database_itself_refuses_a_second_capture() {
        UUID order = placed("tok_approved", "PROCESSING/PAID");
        assertThatThrownBy(() -> Database.update("""
                insert into orders.payments (id, order_id, attempt, tries, status, amount, currency, gateway,
                    gateway_reference, claimed_until, created_at, updated_at)
                values (gen_random_uuid(), ?, 2, 1, 'CAPTURED', 5, 'USD', 'simulated', gen_random_uuid(), now(), now(),
                    now())""", order)).hasMessageContaining("payments_one_capture");
    }

    @Test
    void P8_an_instance_that_slept_over_its_claim_does_not_charge_again() throws Exception {
        UUID order = placed("tok_approved", "PROCESSING/PAID");
        reopen(order);
        Charge asleep = paymentService.start(order).orElseThrow().request();
        assertThatThrownBy(() -> paymentService.start(order)).isInstanceOf(PaymentUndecided.class);
        Database.update("update orders.payments set claimed_until = now() where order_id = ?", order);
        payments.collect(order); // somebody else finds the claim run out and finishes
        assertThat(charges(order)).isOne();
        completion.complete(order, asleep.idempotencyKey(), gateways.configured().charge(asleep)); // and now it wakes up
        assertThat(charges(order)).isOne();
        assertThat(attempts(order)).containsExactly("CAPTURED");
    }

    @Test
    void money_that_arrives_after_we_had_given_up_is_booked_and_goes_back() throws Exception {
        Customer customer = Shop.customer();
        UUID order = customer.order("tok_unavailable", Shop.product("5.00", 3), 1);
        Eventually.becomes(customer, order, "CANCELLED/FAILED");
        UUID payment = Database.query(UUID.class, "select id from orders.payments where order_id = ?", order)
                .getFirst();
        Database.update("""
                insert into orders.simulated_charges (idempotency_key, gateway_reference, amount, currency)
                values (?, ?, 5, 'USD')""", payment, "late_" + payment);
        completion.complete(order, payment, new ChargeOutcome.Captured("late_" + payment));
        Eventually.becomes(customer, order, "CANCELLED/REFUNDED");
        assertThat(attempts(order)).containsExactly("REFUNDED");
        assertThat(Database.count("select count(*) from orders.simulated_refunds where charge_key = ? and amount = 5",
                payment)).isOne();
    }

    private static int tries(UUID order) {
        return Database.query(Integer.class, "select tries from orders.payments where order_id = ?", order).getFirst();
    }

    private static UUID placed(String token, String end) {
        Customer customer = Shop.customer();
        UUID order = customer.order(token, Shop.product("5.00", 3), 1);
        Eventually.becomes(customer, order, end);
        return order;
    }

    /** Back to PENDING with no payment made, past the application. */
    private static void reopen(UUID order) {
        Database.update("""
                delete from orders.simulated_charges
                 where idempotency_key in (select id from orders.payments where order_id = ?)""", order);
        Database.update("delete from orders.payments where order_id = ?", order);
        unpaid(order);
    }

    private static void unpaid(UUID order) {
        Database.update("delete from orders.order_history where order_id = ? and status <> 'PENDING'", order);
        Database.update("update orders.orders set status = 'PENDING', payment_status = 'PENDING' where id = ?",
                order);
    }

    private static List<String> attempts(UUID order) {
        return Database.query(String.class, "select status from orders.payments where order_id = ? order by attempt",
                order);
    }

    private static long charges(UUID order) {
        return Database.count("""
                select count(*) from orders.simulated_charges
                 where idempotency_key in (select id from orders.payments where order_id = ?)""", order);
    }
}
