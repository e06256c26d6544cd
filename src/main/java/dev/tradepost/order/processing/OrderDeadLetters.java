package dev.tradepost.order.processing;

import java.util.concurrent.CompletionStage;

import jakarta.enterprise.context.ApplicationScoped;

import org.eclipse.microprofile.reactive.messaging.Incoming;

import io.smallrye.common.annotation.RunOnVirtualThread;
import io.smallrye.reactive.messaging.rabbitmq.IncomingRabbitMQMessage;

import dev.tradepost.platform.messaging.Receiver;

/** The queues of what the broker gives up. */
@ApplicationScoped
class OrderDeadLetters {

    private final Receiver receiver;

    OrderDeadLetters(Receiver receiver) {
        this.receiver = receiver;
    }

    @Incoming("order-processing-dead-letter")
    @Incoming("inventory-updates-dead-letter")
    @Incoming("email-notifications-dead-letter")
    @RunOnVirtualThread
    CompletionStage<Void> receive(IncomingRabbitMQMessage<byte[]> letter) {
        return receiver.receiveDeadLetter(letter);
    }
}
