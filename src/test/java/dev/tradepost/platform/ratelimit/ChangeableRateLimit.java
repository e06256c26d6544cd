package dev.tradepost.platform.ratelimit;

import java.time.Duration;
import java.util.List;

import jakarta.enterprise.context.ApplicationScoped;

import org.eclipse.microprofile.config.ConfigProvider;

import io.quarkus.test.Mock;
import io.smallrye.config.SmallRyeConfig;

/** The configured limit, until a test sets another one. An application with a lower limit would cost another start. */
@Mock
@ApplicationScoped
class ChangeableRateLimit implements RateLimitConfig {

    private final RateLimitConfig configured = ConfigProvider.getConfig().unwrap(SmallRyeConfig.class)
            .getConfigMapping(RateLimitConfig.class);
    private volatile int max = configured.max();

    void setMax(int max) {
        this.max = max;
    }

    void reset() {
        max = configured.max();
    }

    @Override
    public int max() {
        return max;
    }

    @Override
    public Duration window() {
        return configured.window();
    }

    @Override
    public List<String> exempt() {
        return configured.exempt();
    }
}
