package dev.tradepost.order.processing;

import dev.tradepost.order.api.OrderEventType;
import dev.tradepost.platform.broker.Message;
import dev.tradepost.platform.broker.Subscription.UnknownMessage;

/** What a message of the orders exchange says. */
final class Events {

    private Events() {}

    /** @throws UnknownMessage if this version does not know the type */
    static OrderEventType typeOf(Message message) throws UnknownMessage {
        return OrderEventType.of(message.type())
                .orElseThrow(() -> new UnknownMessage("unknown event type " + message.type()));
    }
}
