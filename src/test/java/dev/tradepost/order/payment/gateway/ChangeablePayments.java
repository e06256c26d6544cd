package dev.tradepost.order.payment.gateway;

import java.time.Duration;

import jakarta.enterprise.context.ApplicationScoped;

import org.eclipse.microprofile.config.ConfigProvider;

import io.quarkus.test.Mock;
import io.smallrye.config.SmallRyeConfig;

/** The configured gateway, until a test chooses another: an application of its own would cost a start. */
@Mock
@ApplicationScoped
public class ChangeablePayments implements PaymentConfig {

    private final PaymentConfig configured = ConfigProvider.getConfig().unwrap(SmallRyeConfig.class)
            .getConfigMapping(PaymentConfig.class);
    private volatile String gateway = configured.gateway();

    public void choose(String gateway) {
        this.gateway = gateway;
    }

    public void reset() {
        gateway = configured.gateway();
    }

    @Override
    public String gateway() {
        return gateway;
    }

    @Override
    public int maxAttempts() {
        return configured.maxAttempts();
    }

    @Override
    public Duration lease() {
        return configured.lease();
    }

    @Override
    public Duration confirmWithin() {
        return configured.confirmWithin();
    }
}
