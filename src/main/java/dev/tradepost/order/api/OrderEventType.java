package dev.tradepost.order.api;

import java.util.Arrays;
import java.util.Optional;

/** What is told of orders, on the topic exchange {@link #EXCHANGE}, with the type as routing key. */
public enum OrderEventType {

    /** Placed, stock reserved, not paid. */
    CREATED("order.created"),
    /** The money is there; the order is confirmed. */
    PAID("order.paid"),
    /** The goods are taken out of the stock and being prepared. Told no more; an older instance beside this one may. */
    PROCESSING("order.processing"),
    /** Handed to the carrier. */
    SHIPPED("order.shipped"),
    /** With the customer. */
    DELIVERED("order.delivered"),
    /** Ended without being delivered; its stock is to be given back. */
    CANCELLED("order.cancelled"),
    /** Money is owed to the customer, and not on its way yet. */
    REFUND_DUE("order.refund_due"),
    /** Money went back to the customer. */
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
