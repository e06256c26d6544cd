package dev.tradepost.order.lifecycle;

import java.time.Duration;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.event.TransactionPhase;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.quarkus.runtime.Startup;

import dev.tradepost.platform.database.Sql;
import dev.tradepost.platform.metrics.SampledGauges;
import dev.tradepost.platform.metrics.SampledGauges.SampledGauge;

/**
 * How orders get on: {@code order_steps_total} by the state they come to, {@code order_processing_duration_seconds} from placed to
 * packing or cancelled, and {@code orders_open}, those that stand in a state that is not final.
 */
@Startup // to count from 0
@ApplicationScoped
class OrderMetrics {

    private static final Duration[] BUCKETS = {Duration.ofSeconds(1), Duration.ofSeconds(5), Duration.ofSeconds(10),
            Duration.ofSeconds(30), Duration.ofSeconds(60)};
    private static final List<OrderStatus> OPEN = Arrays.stream(OrderStatus.values())
            .filter(status -> !status.isFinal()).toList();
    /** Past that it matters no more how many there are, and counting them would cost more than it tells. */
    private static final int MOST = 10_000;
    private static final String COUNT = """
            select status, (select count(*)
                              from (select from orders.orders where status = state.status limit ?) as those) as orders
              from unnest(?) as state (status)""";

    private final Map<OrderStatus, Counter> steps = new EnumMap<>(OrderStatus.class);
    private final Timer processing;

    OrderMetrics(MeterRegistry metrics) {
        this.processing = Timer.builder("order_processing_duration")
                .description("Time from placing an order to PROCESSING or CANCELLED")
                .serviceLevelObjectives(BUCKETS).register(metrics);
        for (OrderStatus status : OrderStatus.values()) {
            steps.put(status, Counter.builder("order_steps").description("Order transitions by new status")
                    .tag("status", status.name()).register(metrics));
        }
    }

    /** What is rolled back was never so. */
    void count(@Observes(during = TransactionPhase.AFTER_SUCCESS) OrderTransitioned step) {
        Objects.requireNonNull(steps.get(step.to())).increment();
        if (step.endsProcessing()) {
            processing.record(step.age());
        }
    }

    @Produces
    @Singleton
    static SampledGauges openOrders() {
        return new SampledGauges(Sql.Statement.of(COUNT, MOST, Sql.texts(OPEN, OrderStatus::name)), "status",
                OPEN.stream().map(OrderStatus::name).toList(), List.of(SampledGauge.count("orders_open", "orders",
                        "Orders by status, counted up to %d".formatted(MOST))));
    }
}
