package dev.tradepost.order.checkout;

import java.time.Clock;
import java.time.ZoneOffset;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;

/**
 * Draws order numbers: {@code ORD-<year>-<at least 3 digits>}. From a sequence, which nobody waits for; it does not begin anew
 * each year, so that no clock can make a number appear twice.
 */
@ApplicationScoped
class OrderNumbers {

    private final EntityManager entities;
    private final Clock clock;

    OrderNumbers(EntityManager entities, Clock clock) {
        this.entities = entities;
        this.clock = clock;
    }

    String next() {
        Number drawn = (Number) entities.createNativeQuery("select nextval('orders.order_numbers')", Long.class)
                .getSingleResult();
        return "ORD-%d-%03d".formatted(clock.instant().atZone(ZoneOffset.UTC).getYear(), drawn.longValue());
    }
}
