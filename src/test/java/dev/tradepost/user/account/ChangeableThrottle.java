package dev.tradepost.user.account;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;

import jakarta.enterprise.context.ApplicationScoped;

import org.eclipse.microprofile.config.ConfigProvider;

import io.quarkus.test.Mock;
import io.smallrye.config.SmallRyeConfig;

/** The configured limits, until a test sets lower ones: an application of its own would cost a start. */
@Mock
@ApplicationScoped
class ChangeableThrottle implements AccountConfig, AccountConfig.Throttle {

    private final AccountConfig configured = ConfigProvider.getConfig().unwrap(SmallRyeConfig.class)
            .getConfigMapping(AccountConfig.class);
    private volatile Optional<String> adminEmail = configured.adminEmail();
    private volatile Optional<String> adminPassword = configured.adminPassword();
    private volatile int perAccount = configured.throttle().perAccount();
    private volatile int perAddress = configured.throttle().perAddress();

    void set(int perAccountLimit, int perAddressLimit) {
        perAccount = perAccountLimit;
        perAddress = perAddressLimit;
    }

    void reset() {
        adminEmail = configured.adminEmail();
        adminPassword = configured.adminPassword();
        set(configured.throttle().perAccount(), configured.throttle().perAddress());
    }

    @Override
    public Throttle throttle() {
        return this;
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
        return configured.throttle().perAccountAndAddress();
    }

    @Override
    public Duration perAccountAndAddressWindow() {
        return configured.throttle().perAccountAndAddressWindow();
    }

    @Override
    public Duration window() {
        return configured.throttle().window();
    }

    @Override
    public int mailsPerAccount() {
        return configured.throttle().mailsPerAccount();
    }

    @Override
    public int mailsPerAddress() {
        return configured.throttle().mailsPerAddress();
    }

    @Override
    public Duration mailsWindow() {
        return configured.throttle().mailsWindow();
    }

    @Override
    public int tellOwnerAfter() {
        return configured.throttle().tellOwnerAfter();
    }

    @Override
    public int bcryptCost() {
        return configured.bcryptCost();
    }

    @Override
    public OptionalInt bcryptThreads() {
        return configured.bcryptThreads();
    }

    @Override
    public int bcryptQueue() {
        return configured.bcryptQueue();
    }

    void setAdminEmail(String email) {
        adminEmail = Optional.of(email);
    }

    void setAdminPassword(String password) {
        adminPassword = Optional.of(password);
    }

    @Override
    public Optional<String> adminEmail() {
        return adminEmail;
    }

    @Override
    public Optional<String> adminPassword() {
        return adminPassword;
    }
}
