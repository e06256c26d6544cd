package dev.tradepost.catalog.inventory;

import java.util.UUID;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.event.TransactionPhase;

import org.jboss.logging.Logger;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.Startup;

/** Notices when a product runs low or sells out. */
@Startup // registers the counters at 0
@ApplicationScoped
class LowStock {

    private static final Logger LOG = Logger.getLogger(LowStock.class);

    private final Event<StockDrop> drops;
    private final Counter becameLow;
    private final Counter soldOut;
    private final int threshold;

    LowStock(Event<StockDrop> drops, MeterRegistry metrics, InventoryConfig config) {
        this.drops = drops;
        this.becameLow = Counter.builder("stock.low").description("Products that reached low stock")
                .register(metrics);
        this.soldOut = Counter.builder("stock.out").description("Products that sold out")
                .register(metrics);
        this.threshold = config.lowStock();
    }

    /** The availability of a product crossed the threshold, or reached zero, or both. */
    record StockDrop(UUID productId, int available, boolean low, boolean out) {}

    /** Must be called in the transaction that changes the availability. */
    void availabilityChanged(UUID productId, int before, int after) {
        boolean isLow = before > threshold && after <= threshold;
        boolean isOut = before > 0 && after == 0;
        if (isLow || isOut) {
            drops.fire(new StockDrop(productId, after, isLow, isOut));
        }
    }

    void count(@Observes(during = TransactionPhase.AFTER_SUCCESS) StockDrop product) {
        LOG.infof("%d pieces of product %s are left", product.available(), product.productId());
        if (product.low()) {
            becameLow.increment();
        }
        if (product.out()) {
            soldOut.increment();
        }
    }
}
