package dev.tradepost.order.processing;

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

import dev.tradepost.order.lifecycle.OrderStatus;
import dev.tradepost.order.lifecycle.OrderTransitioned;
import dev.tradepost.platform.database.Sql;
import dev.tradepost.platform.metrics.SampledGauges;
import dev.tradepost.platform.metrics.SampledGauges.SampledGauge;

/**
 * Metrics of orders: {@code order_steps_total} counts transitions by new status, {@code order_processing_duration_seconds} is the time from
 * placing to PROCESSING or CANCELLED, and {@code orders_open} counts orders whose status is not final.
 */
@Startup // so that each counter begins at 0
@ApplicationScoped
class OrderMetrics {

    private static final Duration[] BUCKETS = {Duration.ofSeconds(1), Duration.ofSeconds(5), Duration.ofSeconds(10),
            Duration.ofSeconds(30), Duration.ofSeconds(60)};
    private static final List<OrderStatus> OPEN = Arrays.stream(OrderStatus.values())
            .filter(status -> !status.isFinal()).toList();
    /** Counting more orders of a status would cost more than the exact number is worth. */
    private static final int MAX_COUNTED = 10_000;
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

    /** After the commit, so that a transition that is rolled back does not count. */
    void count(@Observes(during = TransactionPhase.AFTER_SUCCESS) OrderTransitioned transition) {
        Objects.requireNonNull(steps.get(transition.to())).increment();
        if (transition.endsProcessing()) {
            processing.record(transition.age());
        }
    }

    @Produces
    @Singleton
    static SampledGauges openOrders() {
        return new SampledGauges(Sql.Statement.of(COUNT, MAX_COUNTED, Sql.texts(OPEN, OrderStatus::name)), "status",
                OPEN.stream().map(OrderStatus::name).toList(), List.of(SampledGauge.count("orders_open", "orders",
                        "Orders by status, counted up to %d".formatted(MAX_COUNTED))));
    }
}
