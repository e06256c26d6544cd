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

import dev.tradepost.catalog.api.StockLow;
import dev.tradepost.catalog.inventory.LowStock.StockDrop;
import dev.tradepost.kernel.Ids;

class LowStockTest {

    private static final UUID LAMP = Ids.next();

    private final List<Object> told = new ArrayList<>();
    private final MeterRegistry metrics = new SimpleMeterRegistry();
    private final LowStock stock = new LowStock(heard(), heard(), metrics, new InventoryConfig() {
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
    void what_was_low_before_or_is_not_low_now_is_not_told(int before, int after) {
        stock.availabilityChanged(LAMP, before, after);
        assertThat(told).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"6,5", "6,1", "1000,3"})
    void the_step_to_little_is_told(int before, int after) {
        stock.availabilityChanged(LAMP, before, after);
        assertThat(told).containsExactly(new StockLow(LAMP, after), new StockDrop(LAMP, after, true, false));
    }

    @Test
    void the_step_to_nothing_is_told_as_low_only_where_it_was_not_low_before() {
        stock.availabilityChanged(LAMP, 3, 0);
        assertThat(told).containsExactly(new StockDrop(LAMP, 0, false, true));
        told.clear();
        stock.availabilityChanged(LAMP, 6, 0);
        assertThat(told).containsExactly(new StockLow(LAMP, 0), new StockDrop(LAMP, 0, true, true));
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

    @SuppressWarnings("unchecked") // an event of any type
    private <T> Event<T> heard() {
        return (Event<T>) Proxy.newProxyInstance(Event.class.getClassLoader(), new Class<?>[]{Event.class},
                (_, _, arguments) -> {
                    told.add(arguments[0]);
                    return null;
                });
    }
}
