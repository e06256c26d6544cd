package dev.tradepost.order.lifecycle;

import static dev.tradepost.order.lifecycle.OrderStatus.CANCELLED;
import static dev.tradepost.order.lifecycle.OrderStatus.CONFIRMED;
import static dev.tradepost.order.lifecycle.OrderStatus.DELIVERED;
import static dev.tradepost.order.lifecycle.OrderStatus.PENDING;
import static dev.tradepost.order.lifecycle.OrderStatus.PROCESSING;
import static dev.tradepost.order.lifecycle.OrderStatus.SHIPPED;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.EnumMap;
import java.util.Map;
import java.util.Set;

import org.junit.jupiter.api.Test;

class OrderStatusTest {

    @Test
    void the_transitions_are_those_of_the_specification() {
        Map<OrderStatus, Set<OrderStatus>> legal = new EnumMap<>(OrderStatus.class);
        legal.put(PENDING, Set.of(CONFIRMED, CANCELLED));
        legal.put(CONFIRMED, Set.of(PROCESSING, CANCELLED));
        legal.put(PROCESSING, Set.of(SHIPPED, CANCELLED));
        legal.put(SHIPPED, Set.of(DELIVERED));
        legal.put(DELIVERED, Set.of());
        legal.put(CANCELLED, Set.of());
        for (OrderStatus status : OrderStatus.values()) {
            assertThat(status.next()).isEqualTo(legal.get(status));
        }
    }
}
