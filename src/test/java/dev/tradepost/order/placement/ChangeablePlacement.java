package dev.tradepost.order.placement;

import java.time.Duration;

import jakarta.enterprise.context.ApplicationScoped;

import org.eclipse.microprofile.config.ConfigProvider;

import io.quarkus.test.Mock;
import io.smallrye.config.SmallRyeConfig;

/** Requests wait for each other as long as is configured, until a test has less time. */
@Mock
@ApplicationScoped
public class ChangeablePlacement implements PlacementConfig {

    private final PlacementConfig configured = ConfigProvider.getConfig().unwrap(SmallRyeConfig.class)
            .getConfigMapping(PlacementConfig.class);
    private volatile Duration maxWait = configured.maxWait();

    public void setMaxWait(Duration maxWait) {
        this.maxWait = maxWait;
    }

    public void reset() {
        maxWait = configured.maxWait();
    }

    @Override
    public Duration maxWait() {
        return maxWait;
    }
}
