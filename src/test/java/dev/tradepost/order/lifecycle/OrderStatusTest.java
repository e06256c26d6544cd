package dev.tradepost.order.lifecycle;

import static dev.tradepost.order.lifecycle.OrderStatus.CANCELLED;
import static dev.tradepost.order.lifecycle.OrderStatus.CONFIRMED;
import static dev.tradepost.order.lifecycle.OrderStatus.DELIVERED;
import static dev.tradepost.order.lifecycle.OrderStatus.PENDING;
import static dev.tradepost.order.lifecycle.OrderStatus.PROCESSING;
import static dev.tradepost.order.lifecycle.OrderStatus.SHIPPED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.Currency;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

import org.junit.jupiter.api.Test;

import dev.tradepost.kernel.Ids;
import dev.tradepost.kernel.Money;
import dev.tradepost.kernel.Problem;
import dev.tradepost.platform.crypto.FieldEncryption;
import dev.tradepost.platform.crypto.Sealings;
import dev.tradepost.platform.http.RequestTrace;
import dev.tradepost.user.api.PostalAddress;

class OrderStatusTest {

    private static final FieldEncryption SEALING = Sealings.with(Sealings.A_KEY);
    private static final UUID STAFF = Ids.next();
    private static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");

    @Test
    void the_legal_steps_are_those_of_the_specification_and_no_others() {
        Map<OrderStatus, Set<OrderStatus>> legal = new EnumMap<>(OrderStatus.class);
        legal.put(PENDING, Set.of(CONFIRMED, CANCELLED));
        legal.put(CONFIRMED, Set.of(PROCESSING, CANCELLED));
        legal.put(PROCESSING, Set.of(SHIPPED, CANCELLED));
        legal.put(SHIPPED, Set.of(DELIVERED));
        legal.put(DELIVERED, Set.of());
        legal.put(CANCELLED, Set.of());
        for (OrderStatus status : OrderStatus.values()) {
            assertThat(status.next()).isEqualTo(legal.get(status));
        }
    }

    @Test
    void P8_no_state_is_skipped_or_repeated() {
        Order order = order();
        assertThatThrownBy(() -> order.deliver(STAFF, null, NOW)).isInstanceOf(Problem.Conflict.class)
                .hasMessageContaining("CONFIRMED, CANCELLED");
        order.cancel(STAFF, "Changed my mind", NOW);
        assertThatThrownBy(() -> order.cancel(STAFF, "Changed my mind", NOW)).isInstanceOf(Problem.Conflict.class);
    }

    @Test
    void a_cancelled_order_stays_so() {
        Order order = order();
        order.cancelUnpaid("declined", NOW);
        assertThatThrownBy(() -> order.ship("1Z", STAFF, null, NOW)).isInstanceOf(Problem.Conflict.class);
        assertThat(order.detail(SEALING).paymentStatus()).isEqualTo(PaymentStatus.FAILED);
    }

    @Test
    void P8_an_order_that_is_over_is_not_cancelled_for_want_of_money() {
        Order order = order();
        order.cancel(STAFF, "Changed my mind", NOW);
        assertThatThrownBy(() -> order.cancelUnpaid("declined", NOW)).isInstanceOf(Problem.Conflict.class)
                .hasMessageContaining("CANCELLED");
        assertThat(order.detail(SEALING).history()).hasSize(2);
    }

    @Test
    void each_step_leaves_an_entry_with_time_actor_and_reason() {
        Order order = order();
        order.cancelUnpaid("declined", NOW);
        assertThat(order.detail(SEALING).history()).extracting(OrderDetail.StatusHistoryEntry::status).containsExactly(
                PENDING,
                CANCELLED);
        assertThat(order.detail(SEALING).history().getLast())
                .isEqualTo(new OrderDetail.StatusHistoryEntry(CANCELLED, NOW, "payment", "declined"));
    }

    /** One that has just been placed. */
    static Order order() {
        PostalAddress address = new PostalAddress("12 Harbour Lane", "Portland", "ME", "04101", "US");
        Money price = Money.of(new BigDecimal("5.00"), Currency.getInstance("USD"));
        return new Order(
                new OrderDraft(Ids.next(), Ids.next(), "ORD-2026-001",
                        List.of(new OrderDraft.Line(Ids.next(), "Lamp", "LAMP", 2, price)), Ids.next(), address,
                        Ids.next(), address, "credit_card", null, RequestTrace.cause()),
                SEALING, NOW);
    }
}
