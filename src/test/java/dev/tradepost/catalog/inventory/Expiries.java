package dev.tradepost.catalog.inventory;

import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

import dev.tradepost.catalog.api.ReservationExpired;
import dev.tradepost.catalog.inventory.LowStock.StockDrop;

/** Records the events of the inventory, and refuses expiries on request. */
@ApplicationScoped
class Expiries {

    private final Set<UUID> vetoed = ConcurrentHashMap.newKeySet();
    private final Set<UUID> heard = ConcurrentHashMap.newKeySet();
    private final List<StockDrop> drops = new CopyOnWriteArrayList<>();
    private final List<StockChanged> changes = new CopyOnWriteArrayList<>();

    void veto(UUID orderId) {
        vetoed.add(orderId);
    }

    void allow(UUID orderId) {
        vetoed.remove(orderId);
    }

    List<Integer> lowOf(UUID productId) {
        return drops.stream().filter(event -> event.low() && event.productId().equals(productId))
                .map(StockDrop::available).toList();
    }

    long changesOf(UUID productId) {
        return changes.stream().filter(event -> event.productIds().contains(productId)).count();
    }

    /** Whether an expiry was observed and not refused. */
    boolean hasHeardOf(UUID orderId) {
        return heard.contains(orderId);
    }

    void expired(@Observes ReservationExpired event) {
        if (vetoed.contains(event.orderId())) {
            throw new IllegalStateException("it is being paid");
        }
        heard.add(event.orderId());
    }

    void drop(@Observes StockDrop event) {
        drops.add(event);
    }

    void changed(@Observes StockChanged event) {
        changes.add(event);
    }
}
