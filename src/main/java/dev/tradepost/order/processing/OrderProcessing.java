package dev.tradepost.order.processing;

import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionStage;

import jakarta.enterprise.context.ApplicationScoped;

import org.eclipse.microprofile.reactive.messaging.Incoming;

import io.smallrye.common.annotation.RunOnVirtualThread;
import io.smallrye.reactive.messaging.rabbitmq.IncomingRabbitMQMessage;

import dev.tradepost.order.api.OrderEventType;
import dev.tradepost.order.payment.Payments;
import dev.tradepost.order.payment.Payments.PaymentUndecided;
import dev.tradepost.platform.messaging.Message;
import dev.tradepost.platform.messaging.Receiver;
import dev.tradepost.platform.messaging.Subscription;

/**
 * Queue {@code order.processing}: collects the payments of new orders, looks them up when orders are cancelled, and sends refunds. Needs no
 * inbox, because {@link Payments} may be called any number of times.
 */
@ApplicationScoped
class OrderProcessing implements Subscription {

    private final Receiver receiver;
    private final Payments payments;

    OrderProcessing(Receiver receiver, Payments payments) {
        this.receiver = receiver;
        this.payments = payments;
    }

    @Incoming("order-processing")
    @RunOnVirtualThread
    CompletionStage<Void> receive(IncomingRabbitMQMessage<byte[]> message) {
        return receiver.receive(queue(), message);
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
    public Set<String> types() {
        return Set.of(OrderEventType.CREATED.type(), OrderEventType.CANCELLED.type(), OrderEventType.REFUND_DUE.type());
    }

    @Override
    public void handle(Message message) throws Exception {
        try {
            process(message);
        } catch (PaymentUndecided undecided) {
            throw new RetryLater("the payment is not decided", undecided.remaining());
        }
    }

    private void process(Message message) throws Exception {
        switch (message.type(OrderEventType::of)) {
            case CREATED, CANCELLED -> payments.collect(message.subject());
            case REFUND_DUE -> payments.refund(message.subject());
            case PAID, PROCESSING, SHIPPED, DELIVERED, REFUNDED -> {
                // The queue receives all order events; these need nothing here.
            }
        }
    }
}
