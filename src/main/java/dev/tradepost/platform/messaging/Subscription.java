package dev.tradepost.platform.messaging;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A durable queue with its bindings and its handler. Every bean of this type is declared on the broker and consumed by every instance.
 */
public interface Subscription {

    /** Name of the queue; its dead-letter queue is named after it. */
    String queue();

    List<Binding> bindings();

    /**
     * The types of events that have an effect here, all that are bound unless a pattern binds more. A message of these is delivered again when
     * the broker has lost it. Those of other types are ignored and must not fail.
     */
    default Set<String> types() {
        return bindings().stream().flatMap(binding -> binding.routingKeys().stream()).collect(Collectors.toSet());
    }

    /** Whether {@link #handle} stores the message in the inbox itself, in the transaction of its effect. */
    default boolean keepsInbox() {
        return false;
    }

    /**
     * Handles one message, which is acknowledged when this returns. May be called twice for the same message, even concurrently, and for
     * messages out of order. Runs on a virtual thread, outside a transaction.
     *
     * @throws RetryLater if it is too early for the message; the attempt does not count
     * @throws UnknownMessage if the message can never be handled; it becomes a dead letter at once
     * @throws Exception for anything else; the message is retried a limited number of times
     */
    void handle(Message message) throws Exception;

    /**
     * A path from an exchange to the queue.
     *
     * @param source topic exchange
     * @param routingKeys topic patterns, such as {@code order.*}
     * @param via fanout exchange in between; empty for none
     */
    record Binding(String source, List<String> routingKeys, String via) {
        public static Binding of(String source, String... routingKeys) {
            return new Binding(source, List.of(routingKeys), "");
        }

        public Binding through(String fanout) {
            return new Binding(source, routingKeys, fanout);
        }
    }

    /** Somebody else works on the same thing; the message should be handled afterwards. */
    final class RetryLater extends Exception {
        private final transient Duration remaining;

        /** @param remaining delay before the next attempt */
        public RetryLater(String why, Duration remaining) {
            super(why);
            this.remaining = remaining;
        }

        Duration remaining() {
            return remaining;
        }
    }

    /** The subscriber does not know the type or shape of the message. */
    final class UnknownMessage extends Exception {
        public UnknownMessage(String why) {
            super(why);
        }
    }
}
