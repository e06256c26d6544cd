package dev.tradepost.order.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.UUID;

import org.junit.jupiter.api.Test;

import dev.tradepost.kernel.Ids;
import dev.tradepost.kernel.Problem;
import dev.tradepost.order.lifecycle.OrderDetail.StatusHistoryEntry;
import dev.tradepost.platform.crypto.FieldEncryption;
import dev.tradepost.platform.crypto.Sealings;

class OrderTest {

    private static final FieldEncryption ENCRYPTION = Sealings.with(Sealings.A_KEY);
    private static final UUID STAFF = Ids.next();
    private static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");

    private final Order order = PendingOrder.at(NOW);

    @Test
    void P8_no_state_is_skipped_or_repeated() {
        assertThatThrownBy(() -> order.deliver(STAFF, null, NOW)).isInstanceOf(Problem.Conflict.class)
                .hasMessageContaining("CONFIRMED, CANCELLED");
        order.cancel(STAFF, "Changed my mind", NOW);
        assertThatThrownBy(() -> order.cancel(STAFF, "Changed my mind", NOW)).isInstanceOf(Problem.Conflict.class);
    }

    @Test
    void a_cancelled_order_stays_cancelled() {
        order.cancelUnpaid("declined", NOW);
        assertThatThrownBy(() -> order.ship("1Z", STAFF, null, NOW)).isInstanceOf(Problem.Conflict.class);
        assertThat(order.detail(ENCRYPTION).paymentStatus()).isEqualTo(PaymentStatus.FAILED);
    }

    @Test
    void P8_a_cancelled_order_is_not_cancelled_again_when_its_payment_fails() {
        order.cancel(STAFF, "Changed my mind", NOW);
        assertThatThrownBy(() -> order.cancelUnpaid("declined", NOW)).isInstanceOf(Problem.Conflict.class)
                .hasMessageContaining("CANCELLED");
        assertThat(order.detail(ENCRYPTION).history()).hasSize(2);
    }

    @Test
    void each_transition_leaves_an_entry_with_time_actor_and_reason() {
        order.cancelUnpaid("declined", NOW);
        assertThat(order.detail(ENCRYPTION).history()).extracting(StatusHistoryEntry::status)
                .containsExactly(OrderStatus.PENDING, OrderStatus.CANCELLED);
        assertThat(order.detail(ENCRYPTION).history().getLast())
                .isEqualTo(new StatusHistoryEntry(OrderStatus.CANCELLED, NOW, "payment", "declined"));
    }
}
