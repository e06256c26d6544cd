package dev.tradepost.platform.messaging;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import jakarta.enterprise.context.ApplicationScoped;

import org.eclipse.microprofile.reactive.messaging.Channel;
import org.eclipse.microprofile.reactive.messaging.Emitter;
import org.eclipse.microprofile.reactive.messaging.Metadata;
import org.eclipse.microprofile.reactive.messaging.OnOverflow;
import org.eclipse.microprofile.reactive.messaging.OnOverflow.Strategy;
import org.jspecify.annotations.Nullable;

import io.smallrye.reactive.messaging.rabbitmq.OutgoingRabbitMQMetadata;

/**
 * Publishes persistent messages and waits until the broker has confirmed them (RabbitMQ documentation, "Consumer acknowledgements and
 * publisher confirms"). A confirmed message may still reach no queue, or get lost: {@link LostMessages}.
 */
@ApplicationScoped
public class Publisher {

    private static final int PERSISTENT = 2;

    private final Emitter<byte[]> events;
    private final Emitter<byte[]> copies;
    private final Broker broker;
    private final BrokerConfig config;
    /** Whether the last batch was not confirmed. */
    private volatile boolean isDoubtful;

    Publisher(@Channel("events") @OnOverflow(Strategy.UNBOUNDED_BUFFER) Emitter<byte[]> events,
            @Channel("copies") @OnOverflow(Strategy.UNBOUNDED_BUFFER) Emitter<byte[]> copies, Broker broker,
            BrokerConfig config) {
        this.events = events;
        this.copies = copies;
        this.broker = broker;
        this.config = config;
    }

    /**
     * @param id the event's; null only if a foreign message has none
     * @param routingKey the event's type, or the queue that gets a copy
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    public record Outgoing(@Nullable String id, @Nullable String type, String routingKey, byte[] body) {

        public static Outgoing event(String id, String type, byte[] body) {
            return new Outgoing(id, type, type, body);
        }

        public static Outgoing copy(String queue, @Nullable String id, @Nullable String type, byte[] body) {
            return new Outgoing(id, type, queue, body);
        }

        private OutgoingRabbitMQMetadata metadata() {
            return OutgoingRabbitMQMetadata.builder().withRoutingKey(routingKey).withMessageId(id).withType(type)
                    .withDeliveryMode(PERSISTENT).withContentType("application/cloudevents+json")
                    .withContentEncoding("UTF-8").build();
        }
    }

    /**
     * Publishes events to the exchange {@code orders}. Returns when the broker has confirmed all of them.
     *
     * @throws IOException if the broker is unavailable, refuses a message or does not answer in time; any of the messages may have arrived
     */
    public void publish(List<Outgoing> messages) throws IOException {
        send(events, messages);
    }

    /** The same, to one queue each. A message whose queue does not exist is lost. */
    void publishCopies(List<Outgoing> messages) throws IOException {
        send(copies, messages);
    }

    /** @throws IOException also if the queue does not exist */
    public void publishCopy(Outgoing message) throws IOException {
        broker.waiting(message.routingKey());
        send(copies, List.of(message));
    }

    /** What the connector has accepted it sends sooner or later, also without a connection. Therefore it gets nothing while the broker is silent. */
    private void send(Emitter<byte[]> channel, List<Outgoing> messages) throws IOException {
        broker.check(isDoubtful);
        try {
            CompletableFuture.allOf(messages.stream().map(message -> send(channel, message))
                    .toArray(CompletableFuture[]::new)).get(config.timeout().toMillis(), TimeUnit.MILLISECONDS);
            isDoubtful = false;
        } catch (ExecutionException refused) {
            isDoubtful = true;
            throw new IOException("RabbitMQ refused a message", refused.getCause());
        } catch (TimeoutException late) {
            isDoubtful = true;
            throw new IOException("RabbitMQ did not confirm a message within " + config.timeout());
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
            throw new IOException("Publishing was interrupted", stopping);
        }
    }

    private static CompletableFuture<Void> send(Emitter<byte[]> channel, Outgoing message) {
        CompletableFuture<Void> confirmed = new CompletableFuture<>();
        channel.send(org.eclipse.microprofile.reactive.messaging.Message.of(message.body(),
                Metadata.of(message.metadata()), () -> {
                    confirmed.complete(null);
                    return CompletableFuture.completedStage(null);
                }, failure -> {
                    confirmed.completeExceptionally(failure);
                    return CompletableFuture.completedStage(null);
                }));
        return confirmed;
    }
}
