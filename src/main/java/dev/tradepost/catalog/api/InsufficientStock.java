package dev.tradepost.catalog.api;

import java.util.List;
import java.util.UUID;

/** Less is there than was asked for. */
public final class InsufficientStock extends RuntimeException {

    private final transient List<Shortage> shortages;

    /** @param shortages at least one */
    public InsufficientStock(List<Shortage> shortages) {
        super("insufficient stock for " + shortages.size() + " products", null, false, false);
        this.shortages = List.copyOf(shortages);
    }

    /** Every product of which there is too little. */
    public List<Shortage> shortages() {
        return shortages;
    }

    /** @param available pieces that could have been had */
    public record Shortage(UUID productId, int wanted, int available) {}
}
