package dev.tradepost.platform.messaging;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

import jakarta.enterprise.context.ApplicationScoped;

import org.eclipse.microprofile.reactive.messaging.Incoming;
import org.jboss.logging.MDC;

import io.smallrye.common.annotation.RunOnVirtualThread;
import io.smallrye.reactive.messaging.rabbitmq.IncomingRabbitMQMessage;

/** A subscription of the tests: keeps what it is sent, and fails when the letter says so. */
@ApplicationScoped
public class Letterbox implements Subscription {

    public static final String EXCHANGE = "orders";

    private final Map<UUID, List<Integer>> numbers = new ConcurrentHashMap<>();
    private final Map<UUID, AtomicInteger> tries = new ConcurrentHashMap<>();

    private final Map<UUID, String> traces = new ConcurrentHashMap<>();
    private final Set<UUID> healed = ConcurrentHashMap.newKeySet();

    private final Receiver receiver;

    Letterbox(Receiver receiver) {
        this.receiver = receiver;
    }

    @Incoming("letterbox")
    @RunOnVirtualThread
    CompletionStage<Void> receive(IncomingRabbitMQMessage<byte[]> message) {
        return receiver.receive(queue(), message);
    }

    @Incoming("letterbox-dead-letter")
    @RunOnVirtualThread
    CompletionStage<Void> receiveDeadLetter(IncomingRabbitMQMessage<byte[]> letter) {
        return receiver.receiveDeadLetter(letter);
    }

    @Override
    public String queue() {
        return "letterbox";
    }

    @Override
    public List<Binding> bindings() {
        return List.of(Binding.of(EXCHANGE, "letter.*"));
    }

    @Override
    public Set<String> types() {
        return Set.of("letter.plain", "letter.flaky", "letter.early", "letter.curable", "letter.poison",
                "letter.ordered", "letter.traced");
    }

    @Override
    public void handle(Message message) throws UnknownMessage, RetryLater {
        int tried = tries.computeIfAbsent(message.subject(), _ -> new AtomicInteger()).incrementAndGet();
        traces.put(message.subject(), String.valueOf(MDC.get("traceId")));
        switch (message.type()) {
            case "letter.poison" -> throw new IllegalStateException("poison");
            case "letter.curable" -> {
                if (!healed.contains(message.subject())) {
                    throw new UnknownMessage("not cured yet");
                }
            }
            case "letter.unknown" -> throw new UnknownMessage("no such letter");
            case "letter.early" -> {
                if (tried < 8) { // more than a failing message is tried
                    throw new RetryLater("too early", Duration.ofMillis(1));
                }
            }
            case "letter.flaky" -> {
                if (tried < 3) {
                    throw new IllegalStateException("not yet");
                }
            }
            default -> {
                // kept below
            }
        }
        numbers.computeIfAbsent(message.subject(), _ -> new CopyOnWriteArrayList<>())
                .add(message.data().path("number").asInt());
    }

    public List<Integer> numbers(UUID subject) {
        return numbers.getOrDefault(subject, List.of());
    }

    /** From now on letters about it succeed that did not before. */
    public void heal(UUID subject) {
        healed.add(subject);
    }

    /** The trace that the last letter about it was handled in; empty if there was none. */
    String trace(UUID subject) {
        return traces.getOrDefault(subject, "");
    }

    int tries(UUID subject) {
        return tries.getOrDefault(subject, new AtomicInteger()).get();
    }
}
