package dev.tradepost.order.payment.gateway;

import java.util.List;
import java.util.stream.Collectors;

import jakarta.enterprise.context.ApplicationScoped;

import io.quarkus.arc.All;

/** Knows the payment gateways and selects the configured one. */
@ApplicationScoped
public class Gateways {

    private final PaymentConfig config;
    private final List<PaymentGateway> gateways;

    Gateways(PaymentConfig config, @All List<PaymentGateway> gateways) {
        this.config = config;
        this.gateways = gateways;
    }

    /** @throws IllegalStateException if no gateway has the configured name, which {@link PaymentCheck} finds at start */
    public PaymentGateway configured() {
        return gateways.stream().filter(gateway -> gateway.name().equals(config.gateway())).findFirst()
                .orElseThrow(() -> new IllegalStateException("PAYMENT_GATEWAY names no gateway: '%s'; known are: %s"
                        .formatted(config.gateway(), gateways.stream().map(PaymentGateway::name).sorted()
                                .collect(Collectors.joining(", ")))));
    }
}
