package dev.tradepost.catalog.inventory;

import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

import dev.tradepost.catalog.api.ReservationExpired;
import dev.tradepost.catalog.api.StockLow;

/** Hears what the stock tells, and refuses what it is told to. */
@ApplicationScoped
class Expiries {

    private final Set<UUID> vetoed = ConcurrentHashMap.newKeySet();
    private final Set<UUID> heard = ConcurrentHashMap.newKeySet();
    private final List<StockLow> low = new CopyOnWriteArrayList<>();
    private final List<StockChanged> moved = new CopyOnWriteArrayList<>();

    void veto(UUID orderId) {
        vetoed.add(orderId);
    }

    void allow(UUID orderId) {
        vetoed.remove(orderId);
    }

    List<Integer> lowOf(UUID productId) {
        return low.stream().filter(event -> event.productId().equals(productId)).map(StockLow::available).toList();
    }

    long movesOf(UUID productId) {
        return moved.stream().filter(event -> event.productIds().contains(productId)).count();
    }

    /** Whether it was not refused. */
    boolean hasHeardOf(UUID orderId) {
        return heard.contains(orderId);
    }

    void expired(@Observes ReservationExpired event) {
        if (vetoed.contains(event.orderId())) {
            throw new IllegalStateException("it is being paid");
        }
        heard.add(event.orderId());
    }

    void low(@Observes StockLow event) {
        low.add(event);
    }

    void moved(@Observes StockChanged event) {
        moved.add(event);
    }
}
