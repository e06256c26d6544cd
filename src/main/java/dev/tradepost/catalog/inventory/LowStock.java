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

import dev.tradepost.catalog.api.StockLow;

/** Notices when there is little left of a product, or nothing. */
@Startup // to count from 0
@ApplicationScoped
class LowStock {

    private static final Logger LOG = Logger.getLogger(LowStock.class);

    private final Event<StockLow> low;
    private final Event<StockDrop> fallen;
    private final Counter becameLow;
    private final Counter ranOut;
    private final int threshold;

    LowStock(Event<StockLow> low, Event<StockDrop> fallen, MeterRegistry metrics, InventoryConfig config) {
        this.low = low;
        this.fallen = fallen;
        this.becameLow = Counter.builder("stock.low").description("Products that reached low stock")
                .register(metrics);
        this.ranOut = Counter.builder("stock.out").description("Products that sold out")
                .register(metrics);
        this.threshold = config.lowStock();
    }

    /** What can be had of a product has become little, or nothing, or both. */
    record StockDrop(UUID productId, int available, boolean low, boolean out) {}

    /** To be told of in the transaction that takes it. */
    void moved(UUID productId, int before, int after) {
        boolean isLow = before > threshold && after <= threshold;
        boolean isOut = before > 0 && after == 0;
        if (isLow) {
            low.fire(new StockLow(productId, after));
        }
        if (isLow || isOut) {
            fallen.fire(new StockDrop(productId, after, isLow, isOut));
        }
    }

    /** What is rolled back was never so. */
    void count(@Observes(during = TransactionPhase.AFTER_SUCCESS) StockDrop product) {
        LOG.infof("%d pieces left of product %s", product.available(), product.productId());
        if (product.low()) {
            becameLow.increment();
        }
        if (product.out()) {
            ranOut.increment();
        }
    }
}
