package dev.tradepost.platform.limits;

import java.time.Duration;
import java.util.Set;

import jakarta.enterprise.context.ApplicationScoped;

import org.eclipse.microprofile.config.ConfigProvider;

import io.quarkus.test.Mock;
import io.smallrye.config.SmallRyeConfig;

/** The configured limits of connections, until a test sets other ones. */
@Mock
@ApplicationScoped
class ChangeableConnections implements ConnectionConfig {

    private final ConnectionConfig configured = ConfigProvider.getConfig().unwrap(SmallRyeConfig.class)
            .getConfigMapping(ConnectionConfig.class);
    private volatile int max = configured.max();
    private volatile Duration timeout = configured.headerTimeout();

    void setMax(int limit) {
        max = limit;
    }

    void setTimeout(Duration limit) {
        timeout = limit;
    }

    void reset() {
        max = configured.max();
        timeout = configured.headerTimeout();
    }

    @Override
    public int max() {
        return max;
    }

    @Override
    public Duration headerTimeout() {
        return timeout;
    }

    @Override
    public Duration bodyTimeout() {
        return timeout;
    }

    @Override
    public Set<String> uploadPaths() {
        return configured.uploadPaths();
    }
}
