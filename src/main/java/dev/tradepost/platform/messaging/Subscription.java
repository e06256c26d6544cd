package dev.tradepost.platform.messaging;

import java.time.Duration;
import java.util.List;

/**
 * What a module wants to hear: one durable queue, where it is bound, and what to do with a message. Every bean of this type is
 * declared on the broker and consumed by every instance.
 */
public interface Subscription {

    /** Name of the queue; its retry and dead-letter queues are named after it. */
    String queue();

    List<Binding> bindings();

    /**
     * Handles one message; it is acknowledged when this returns. May be called twice for the same message, also at the same
     * time, and for messages out of order. Runs on a virtual thread, outside of any transaction.
     *
     * @throws RetryLater if it is too early for the message: it comes again, and this was not one of its tries
     * @throws UnknownMessage if the message can never be handled: it becomes a dead letter at once
     * @throws Exception for anything else: the message is tried again later, a bounded number of times
     */
    void handle(Message message) throws Exception;

    /**
     * A path from an exchange to the queue.
     *
     * @param source topic exchange that is published to
     * @param routingKeys topic patterns, such as {@code order.*}
     * @param via fanout exchange between the two; empty for none
     */
    record Binding(String source, List<String> routingKeys, String via) {
        public static Binding of(String source, String... routingKeys) {
            return new Binding(source, List.of(routingKeys), "");
        }

        public Binding through(String fanout) {
            return new Binding(source, routingKeys, fanout);
        }
    }

    /** Somebody else is dealing with the matter; what came of it is to be seen later. */
    final class RetryLater extends Exception {
        private final transient Duration remaining;

        /** @param remaining after which it is worth looking again */
        public RetryLater(String why, Duration remaining) {
            super(why);
            this.remaining = remaining;
        }

        Duration remaining() {
            return remaining;
        }
    }

    /** The message's type or shape is not one that the subscriber knows. */
    final class UnknownMessage extends Exception {
        public UnknownMessage(String why) {
            super(why);
        }
    }
}
