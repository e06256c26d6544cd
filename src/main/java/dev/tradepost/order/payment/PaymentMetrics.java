package dev.tradepost.order.payment;

import java.util.Currency;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.event.TransactionPhase;

import org.eclipse.microprofile.config.inject.ConfigProperty;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.Startup;

import dev.tradepost.order.payment.PaymentRecorded.Movement;

/**
 * {@code payments_total}: charges and refunds by outcome. {@code payments_minor_units_total}: their amounts in the smallest unit of the
 * currency, which a counter can add up exactly.
 */
@Startup // to count from 0
@ApplicationScoped
class PaymentMetrics {

    private final MeterRegistry metrics;
    private final Map<MoneySeries, Counters> counters = new ConcurrentHashMap<>();

    private record MoneySeries(Movement kind, String currency) {}

    private record Counters(Counter times, Counter minorUnits) {}

    PaymentMetrics(MeterRegistry metrics, @ConfigProperty(name = "tradepost.currency") String currency) {
        this.metrics = metrics;
        for (Movement kind : Movement.values()) {
            counters(kind, currency);
        }
    }

    private Counters counters(Movement kind, String currency) {
        return counters.computeIfAbsent(new MoneySeries(kind, currency), this::register);
    }

    private Counters register(MoneySeries series) {
        String outcome = series.kind().name().toLowerCase(Locale.ROOT);
        return new Counters(
                Counter.builder("payments").description("Charges and refunds by outcome")
                        .tag("outcome", outcome).tag("currency", series.currency()).register(metrics),
                Counter.builder("payments_minor_units")
                        .description("Amounts of charges and refunds in minor units of the currency")
                        .tag("outcome", outcome).tag("currency", series.currency()).register(metrics));
    }

    void count(@Observes(during = TransactionPhase.AFTER_SUCCESS) PaymentRecorded payment) {
        Currency currency = payment.amount().currency();
        Counters those = counters(payment.kind(), currency.getCurrencyCode());
        those.times().increment();
        those.minorUnits()
                .increment(payment.amount().amount().movePointRight(currency.getDefaultFractionDigits()).doubleValue());
    }
}
