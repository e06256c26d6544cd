package dev.tradepost.user.account;

import java.util.Optional;

import jakarta.enterprise.context.ApplicationScoped;

import org.eclipse.microprofile.config.ConfigProvider;

import io.quarkus.test.Mock;
import io.smallrye.config.SmallRyeConfig;

/** The configured first administrator, until a test names another one. */
@Mock
@ApplicationScoped
class ChangeableAdministrator implements AccountConfig {

    private final AccountConfig configured = ConfigProvider.getConfig().unwrap(SmallRyeConfig.class)
            .getConfigMapping(AccountConfig.class);
    private volatile Optional<String> email = configured.adminEmail();
    private volatile Optional<String> password = configured.adminPassword();

    void setEmail(String newEmail) {
        email = Optional.of(newEmail);
    }

    void setPassword(String newPassword) {
        password = Optional.of(newPassword);
    }

    void reset() {
        email = configured.adminEmail();
        password = configured.adminPassword();
    }

    @Override
    public Optional<String> adminEmail() {
        return email;
    }

    @Override
    public Optional<String> adminPassword() {
        return password;
    }
}
