package dev.tradepost.platform.messaging;

import java.util.List;

import jakarta.enterprise.context.ApplicationScoped;

import io.quarkus.arc.All;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.rabbitmq.RabbitMQClient;

import dev.tradepost.platform.messaging.Subscription.Binding;

/**
 * The exchanges and queues of the subscriptions. Each queue {@code q} has {@code q.dead-letter} for what the broker gives up, which
 * {@link DeadLetters} empties into the database.
 */
@ApplicationScoped
class Topology {

    private static final String DEAD_LETTER = ".dead-letter";
    private static final JsonObject QUORUM = new JsonObject().put("x-queue-type", "quorum");

    private final List<Subscription> subscriptions;
    private final BrokerConfig config;

    Topology(@All List<Subscription> subscriptions, BrokerConfig config) {
        this.subscriptions = subscriptions;
        this.config = config;
    }

    /** Fails if the broker has a queue or exchange of a name with other arguments. */
    Future<Void> declare(RabbitMQClient client) {
        Future<Void> declared = Future.succeededFuture();
        for (Subscription subscription : subscriptions) {
            declared = declared.compose(_ -> declare(client, subscription));
        }
        return declared;
    }

    private Future<Void> declare(RabbitMQClient client, Subscription subscription) {
        String queue = subscription.queue();
        Future<Void> declared = client.queueDeclare(deadLetters(queue), true, false, false, QUORUM)
                .compose(_ -> client.queueDeclare(queue, true, false, false, arguments(queue))).mapEmpty();
        for (Binding binding : subscription.bindings()) {
            declared = declared.compose(_ -> bind(client, queue, binding));
        }
        return declared.recover(failure -> Future.failedFuture(new IllegalStateException(
                "RabbitMQ may have a queue or exchange with the name %s and other arguments: delete or rename it there, and it is declared again. RabbitMQ says: %s"
                        .formatted(queue, reason(failure)),
                failure)));
    }

    private static String reason(Throwable failure) {
        return failure.getCause() == null ? String.valueOf(failure.getMessage()) : reason(failure.getCause());
    }

    /** By default a quorum queue forgets a message that it forwards before the next queue has confirmed it. */
    private JsonObject arguments(String queue) {
        return QUORUM.copy().put("x-delivery-limit", config.deliveryLimit())
                .put("x-dead-letter-exchange", "")
                .put("x-dead-letter-routing-key", deadLetters(queue))
                .put("x-dead-letter-strategy", "at-least-once")
                .put("x-overflow", "reject-publish"); // required by the strategy
    }

    private static Future<Void> bind(RabbitMQClient client, String queue, Binding binding) {
        boolean direct = binding.via().isEmpty();
        Future<Void> bound = client.exchangeDeclare(binding.source(), "topic", true, false);
        if (!direct) {
            bound = bound.compose(_ -> client.exchangeDeclare(binding.via(), "fanout", true, false))
                    .compose(_ -> client.queueBind(queue, binding.via(), ""));
        }
        for (String key : binding.routingKeys()) {
            bound = bound.compose(_ -> direct
                    ? client.queueBind(queue, binding.source(), key)
                    : client.exchangeBind(binding.via(), binding.source(), key));
        }
        return bound;
    }

    static String deadLetters(String queue) {
        return queue + DEAD_LETTER;
    }

    /** The queue whose dead letters are in this queue. */
    static String origin(String deadLetters) {
        return deadLetters.substring(0, deadLetters.length() - DEAD_LETTER.length());
    }
}
