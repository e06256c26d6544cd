package dev.tradepost.order.api;

import java.util.Arrays;
import java.util.Optional;

/** Events of orders, published on the topic exchange {@link #EXCHANGE} with the type as routing key. */
public enum OrderEventType {

    /** The order is placed and its stock reserved; it is not paid. */
    CREATED("order.created"),
    /** The payment is captured and the order confirmed. */
    PAID("order.paid"),
    /** The goods are taken from stock. No longer published, but an older release that runs in parallel may still publish it. */
    PROCESSING("order.processing"),
    /** The order is handed to the carrier. */
    SHIPPED("order.shipped"),
    /** The customer has the order. */
    DELIVERED("order.delivered"),
    /** The order ends without delivery; its stock is to be released. */
    CANCELLED("order.cancelled"),
    /** A refund is due and not sent to the gateway yet. */
    REFUND_DUE("order.refund_due"),
    /** A refund has succeeded. */
    REFUNDED("order.refunded");

    public static final String EXCHANGE = "orders";

    private final String type;

    OrderEventType(String type) {
        this.type = type;
    }

    /** The event's name on the wire. */
    public String type() {
        return type;
    }

    /** The event of that name; empty for a name that this version does not know. */
    public static Optional<OrderEventType> of(String type) {
        return Arrays.stream(values()).filter(event -> event.type.equals(type)).findFirst();
    }
}
