package dev.tradepost.order.processing;

import java.util.List;

import jakarta.enterprise.context.ApplicationScoped;

import dev.tradepost.order.api.OrderEventType;
import dev.tradepost.order.payment.Payments;
import dev.tradepost.order.payment.Payments.PaymentPending;
import dev.tradepost.order.payment.Payments.PaymentUndecided;
import dev.tradepost.platform.messaging.Message;
import dev.tradepost.platform.messaging.Subscription;

/**
 * Queue {@code order.processing}: collects the payment of new orders, finds out what became of it when they are cancelled, and sends
 * refunds. Safe to repeat, because the ledgers of payments and refunds are.
 */
@ApplicationScoped
class OrderProcessing implements Subscription {

    private final Payments payments;

    OrderProcessing(Payments payments) {
        this.payments = payments;
    }

    @Override
    public String queue() {
        return "order.processing";
    }

    @Override
    public List<Binding> bindings() {
        return List.of(Binding.of(OrderEventType.EXCHANGE, "order.*"));
    }

    @Override
    public void handle(Message message) throws Exception {
        switch (message.type(OrderEventType::of)) {
            case CREATED, CANCELLED -> settle(() -> payments.collect(message.subject()));
            case REFUND_DUE -> settle(() -> payments.refund(message.subject()));
            case PAID, PROCESSING, SHIPPED, DELIVERED, REFUNDED -> {
                // Nothing to do here: the queue hears all of orders, as the specification binds it.
            }
        }
    }

    private interface PaymentAction {
        void take() throws PaymentPending, PaymentUndecided;
    }

    private static void settle(PaymentAction step) throws RetryLater, PaymentPending {
        try {
            step.take();
        } catch (PaymentUndecided elsewhere) {
            throw new RetryLater("the payment is not decided", elsewhere.remaining());
        }
    }
}
