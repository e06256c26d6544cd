package dev.tradepost.catalog.inventory;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

import jakarta.enterprise.event.Event;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;

import dev.tradepost.catalog.inventory.LowStock.StockDrop;
import dev.tradepost.kernel.Ids;

class LowStockTest {

    private static final UUID LAMP = Ids.next();

    private final List<Object> events = new ArrayList<>();
    private final MeterRegistry metrics = new SimpleMeterRegistry();
    private final LowStock stock = new LowStock(recording(), metrics, new InventoryConfig() {
        @Override
        public int lowStock() {
            return 5;
        }

        @Override
        public Duration sweepInterval() {
            return Duration.ZERO;
        }
    });

    @ParameterizedTest
    @CsvSource({"7,6", "5,4", "5,5", "1,1", "0,0", "4,9", "0,5", "9,9"})
    void no_event_unless_the_threshold_is_crossed(int before, int after) {
        stock.availabilityChanged(LAMP, before, after);
        assertThat(events).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"6,5", "6,1", "1000,3"})
    void crossing_the_threshold_is_reported_as_low(int before, int after) {
        stock.availabilityChanged(LAMP, before, after);
        assertThat(events).containsExactly(new StockDrop(LAMP, after, true, false));
    }

    @Test
    void selling_out_is_reported_as_low_only_if_it_was_not_low_before() {
        stock.availabilityChanged(LAMP, 3, 0);
        assertThat(events).containsExactly(new StockDrop(LAMP, 0, false, true));
        events.clear();
        stock.availabilityChanged(LAMP, 6, 0);
        assertThat(events).containsExactly(new StockDrop(LAMP, 0, true, true));
    }

    @Test
    void low_and_sold_out_are_counted_apart() {
        stock.count(new StockDrop(LAMP, 5, true, false));
        stock.count(new StockDrop(LAMP, 0, true, true));
        stock.count(new StockDrop(LAMP, 0, false, true));
        stock.count(new StockDrop(LAMP, 0, false, true));
        assertThat(metrics.get("stock.low").counter().count()).isEqualTo(2);
        assertThat(metrics.get("stock.out").counter().count()).isEqualTo(3);
    }

    @SuppressWarnings("unchecked")
    private Event<StockDrop> recording() {
        return (Event<StockDrop>) Proxy.newProxyInstance(Event.class.getClassLoader(), new Class<?>[]{Event.class},
                (_, _, arguments) -> {
                    events.add(arguments[0]);
                    return null;
                });
    }
}
