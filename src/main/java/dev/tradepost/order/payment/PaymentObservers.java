package dev.tradepost.order.payment;

import java.time.Clock;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.transaction.Transactional;
import jakarta.transaction.Transactional.TxType;

import dev.tradepost.catalog.api.ReservationExpired;
import dev.tradepost.kernel.Problem;
import dev.tradepost.order.lifecycle.OrderCancelled;
import dev.tradepost.order.lifecycle.OrderShipped;
import dev.tradepost.order.lifecycle.OrderStatus;
import dev.tradepost.order.lifecycle.Orders;

/** What happens to the money of an order that is cancelled, shipped or loses its reservation, in the same transaction. */
@ApplicationScoped
class PaymentObservers {

    private final Orders orders;
    private final PaymentRepository payments;
    private final RefundService refunds;
    private final Clock clock;

    PaymentObservers(Orders orders, PaymentRepository payments, RefundService refunds, Clock clock) {
        this.orders = orders;
        this.payments = payments;
        this.refunds = refunds;
        this.clock = clock;
    }

    /** Refunds the payment. One that waits for the customer is released, so that the next look-up abandons it. */
    @Transactional(TxType.MANDATORY)
    void orderCancelled(@Observes OrderCancelled cancelled) {
        refunds.requestAll(cancelled.orderId(), cancelled.reason(), cancelled.by());
        payments.of(cancelled.orderId()).stream().filter(Payment::waitsForCustomer)
                .forEach(payment -> payment.release(clock.instant()));
    }

    /** Goods do not leave while all of their money is being refunded. The lock of the order keeps new refunds away. */
    @Transactional(TxType.MANDATORY)
    void orderShipped(@Observes OrderShipped shipped) {
        if (payments.captured(shipped.orderId()).filter(Payment::isBeingRefunded).isPresent()) {
            throw new Problem.Conflict("refund_in_progress",
                    "The whole payment is being refunded: cancel the order instead, or wait until the refund has finished");
        }
    }

    /**
     * Cancels an order whose reservation has expired before a payment was started. An order that is paid, or whose payment is in progress,
     * keeps its stock: its money may have moved.
     */
    @Transactional(TxType.MANDATORY)
    void reservationExpired(@Observes ReservationExpired expired) {
        OrderStatus status = orders.lockStatusOf(expired.orderId()).orElse(OrderStatus.CANCELLED);
        if (status == OrderStatus.CANCELLED) {
            return;
        }
        if (status != OrderStatus.PENDING || !payments.of(expired.orderId()).isEmpty()) {
            throw new IllegalStateException("the order is paid, or its payment is in progress");
        }
        orders.paymentFailed(expired.orderId(), "not paid in time");
    }
}
