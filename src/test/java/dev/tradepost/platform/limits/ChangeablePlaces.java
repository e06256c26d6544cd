package dev.tradepost.platform.limits;

import java.util.Set;

import jakarta.enterprise.context.ApplicationScoped;

import org.eclipse.microprofile.config.ConfigProvider;

import io.quarkus.test.Mock;
import io.smallrye.config.SmallRyeConfig;

/** The configured permits, until a test sets fewer for accounts. */
@Mock
@ApplicationScoped
class ChangeablePlaces implements LoadSheddingConfig {

    private final LoadSheddingConfig configured = ConfigProvider.getConfig().unwrap(SmallRyeConfig.class)
            .getConfigMapping(LoadSheddingConfig.class);
    private volatile int accounts = configured.accounts();

    void setAccounts(int places) {
        accounts = places;
    }

    void reset() {
        accounts = configured.accounts();
    }

    @Override
    public int reads() {
        return configured.reads();
    }

    @Override
    public int writes() {
        return configured.writes();
    }

    @Override
    public int accounts() {
        return accounts;
    }

    @Override
    public Set<String> exempt() {
        return configured.exempt();
    }
}
