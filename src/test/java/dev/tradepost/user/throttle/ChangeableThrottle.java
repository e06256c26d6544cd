package dev.tradepost.user.throttle;

import java.time.Duration;

import jakarta.enterprise.context.ApplicationScoped;

import org.eclipse.microprofile.config.ConfigProvider;

import io.quarkus.test.Mock;
import io.smallrye.config.SmallRyeConfig;

/** The configured limits, until a test sets lower ones. An application with other limits would cost another start. */
@Mock
@ApplicationScoped
class ChangeableThrottle implements ThrottleConfig {

    private final ThrottleConfig configured = ConfigProvider.getConfig().unwrap(SmallRyeConfig.class)
            .getConfigMapping(ThrottleConfig.class);
    private volatile int perAccount = configured.perAccount();
    private volatile int perAddress = configured.perAddress();

    void set(int perAccountLimit, int perAddressLimit) {
        perAccount = perAccountLimit;
        perAddress = perAddressLimit;
    }

    void reset() {
        set(configured.perAccount(), configured.perAddress());
    }

    @Override
    public int perAccount() {
        return perAccount;
    }

    @Override
    public int perAddress() {
        return perAddress;
    }

    @Override
    public int perAccountAndAddress() {
        return configured.perAccountAndAddress();
    }

    @Override
    public Duration perAccountAndAddressWindow() {
        return configured.perAccountAndAddressWindow();
    }

    @Override
    public Duration window() {
        return configured.window();
    }

    @Override
    public int mailsPerAccount() {
        return configured.mailsPerAccount();
    }

    @Override
    public int mailsPerAddress() {
        return configured.mailsPerAddress();
    }

    @Override
    public Duration mailsWindow() {
        return configured.mailsWindow();
    }

    @Override
    public int tellOwnerAfter() {
        return configured.tellOwnerAfter();
    }
}
