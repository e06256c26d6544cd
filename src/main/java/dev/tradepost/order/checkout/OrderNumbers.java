package dev.tradepost.order.checkout;

import java.time.Clock;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;

/**
 * Draws order numbers: {@code ORD-<year>-<at least 3 digits>}. From a sequence, which nobody waits for, and several at once, so that
 * few orders pay for the way there; what an instance has left when it stops is never used. The sequence does not begin anew each
 * year, so that no clock can make a number appear twice.
 */
@ApplicationScoped
class OrderNumbers {

    private static final int AT_ONCE = 20;

    private final Queue<Long> drawn = new ConcurrentLinkedQueue<>();
    private final EntityManager entities;
    private final Clock clock;

    OrderNumbers(EntityManager entities, Clock clock) {
        this.entities = entities;
        this.clock = clock;
    }

    String next() {
        Long left = drawn.poll();
        long number = left == null ? draw() : left;
        return "ORD-%d-%03d".formatted(clock.instant().atZone(ZoneOffset.UTC).getYear(), number);
    }

    /** A sequence does not go back with a transaction: what is kept here is ours whatever becomes of this one. */
    private long draw() {
        List<?> numbers = entities
                .createNativeQuery("select nextval('orders.order_numbers') from generate_series(1, ?1)", Long.class)
                .setParameter(1, AT_ONCE).getResultList();
        numbers.stream().skip(1).map(Long.class::cast).forEach(drawn::add);
        return (Long) numbers.getFirst();
    }
}
