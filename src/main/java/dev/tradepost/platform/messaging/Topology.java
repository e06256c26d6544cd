package dev.tradepost.platform.messaging;

import java.io.IOException;
import java.util.List;
import java.util.Map;

import jakarta.enterprise.context.ApplicationScoped;

import com.rabbitmq.client.BuiltinExchangeType;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.ShutdownSignalException;

import io.quarkus.arc.All;

import dev.tradepost.platform.messaging.Subscription.Binding;

/**
 * The exchanges and queues of the subscriptions. Every new connection declares them, including those of publishers: a message that is
 * published before any consumer has run needs its queue. Each queue {@code q} has {@code q.dead-letter} for what the broker gives up, which
 * {@link DeadLetters} empties into the database.
 */
@ApplicationScoped
class Topology {

    private static final String DEAD_LETTER = ".dead-letter";
    private static final Map<String, Object> QUORUM = Map.of("x-queue-type", "quorum");

    private final List<Subscription> subscriptions;
    private final BrokerConfig config;

    Topology(@All List<Subscription> subscriptions, BrokerConfig config) {
        this.subscriptions = subscriptions;
        this.config = config;
    }

    void declare(Channel channel) throws IOException {
        for (Subscription subscription : subscriptions) {
            declare(channel, subscription);
        }
    }

    /** Names of the queues of dead letters. */
    List<String> deadLetters() {
        return subscriptions.stream().map(subscription -> deadLetters(subscription.queue())).toList();
    }

    private void declare(Channel channel, Subscription subscription) throws IOException {
        String queue = subscription.queue();
        try {
            channel.queueDeclare(deadLetters(queue), true, false, false, QUORUM);
            channel.queueDeclare(queue, true, false, false, arguments(queue));
            for (Binding binding : subscription.bindings()) {
                bind(channel, queue, binding);
            }
        } catch (IOException refused) {
            if (refused.getCause() instanceof ShutdownSignalException signal && !signal.isHardError()) {
                throw new IOException(
                        "RabbitMQ has a queue or exchange with the name %s and other arguments: delete or rename it there, and it is declared again. RabbitMQ says: %s"
                                .formatted(queue, signal.getReason()),
                        refused);
            }
            throw refused;
        }
    }

    /** By default a quorum queue forgets a message that it forwards before the next queue has confirmed it. */
    private Map<String, Object> arguments(String queue) {
        return Map.of("x-queue-type", "quorum",
                "x-delivery-limit", config.deliveryLimit(),
                "x-dead-letter-exchange", "",
                "x-dead-letter-routing-key", deadLetters(queue),
                "x-dead-letter-strategy", "at-least-once",
                "x-overflow", "reject-publish"); // required by the strategy
    }

    private static void bind(Channel channel, String queue, Binding binding) throws IOException {
        channel.exchangeDeclare(binding.source(), BuiltinExchangeType.TOPIC, true);
        boolean direct = binding.via().isEmpty();
        if (!direct) {
            channel.exchangeDeclare(binding.via(), BuiltinExchangeType.FANOUT, true);
            channel.queueBind(queue, binding.via(), "");
        }
        for (String key : binding.routingKeys()) {
            if (direct) {
                channel.queueBind(queue, binding.source(), key);
            } else {
                channel.exchangeBind(binding.via(), binding.source(), key);
            }
        }
    }

    static String deadLetters(String queue) {
        return queue + DEAD_LETTER;
    }

    /** The queue whose dead letters are in this queue. */
    static String origin(String deadLetters) {
        return deadLetters.substring(0, deadLetters.length() - DEAD_LETTER.length());
    }
}
