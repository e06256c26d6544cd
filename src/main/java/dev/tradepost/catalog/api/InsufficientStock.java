package dev.tradepost.catalog.api;

import java.util.List;
import java.util.UUID;

/** A reservation failed because at least one product has too little stock. */
public final class InsufficientStock extends RuntimeException {

    private final transient List<Shortage> shortages;

    /** @param shortages at least one */
    public InsufficientStock(List<Shortage> shortages) {
        super("insufficient stock for " + shortages.size() + " products", null, false, false);
        this.shortages = List.copyOf(shortages);
    }

    /** Every product that has too little stock. */
    public List<Shortage> shortages() {
        return shortages;
    }

    /**
     * @param wanted pieces that the order needs
     * @param available pieces that could have been reserved, less than wanted
     */
    public record Shortage(UUID productId, int wanted, int available) {}
}
