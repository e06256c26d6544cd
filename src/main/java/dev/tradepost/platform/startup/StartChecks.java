package dev.tradepost.platform.startup;

import java.util.ArrayList;
import java.util.List;

import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Singleton;

import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.flywaydb.core.api.configuration.FluentConfiguration;

import io.quarkus.flyway.FlywayConfigurationCustomizer;
import io.quarkus.runtime.configuration.ConfigurationException;

/**
 * Runs every {@link StartCheck} and reports all refusals at once. It runs when Flyway is configured, before anything connects to a server; a
 * start-up observer would run after the migration.
 */
@Singleton
class StartChecks implements FlywayConfigurationCustomizer {

    private final Instance<StartCheck> checks;
    private final boolean enabled;

    StartChecks(@Any Instance<StartCheck> checks,
            @ConfigProperty(name = "tradepost.startup.checks", defaultValue = "true") boolean enabled) {
        this.checks = checks;
        this.enabled = enabled;
    }

    @Override
    public void customize(FluentConfiguration unchanged) {
        List<String> refusals = enabled ? refusals() : List.of();
        if (!refusals.isEmpty()) {
            throw new ConfigurationException("Tradepost does not start:\n- " + String.join("\n- ", refusals));
        }
    }

    private List<String> refusals() {
        List<String> refusals = new ArrayList<>();
        for (Instance.Handle<StartCheck> bean : checks.handles()) {
            try {
                bean.get().check();
            } catch (IllegalStateException refusal) {
                refusals.add(refusal.getMessage());
            }
        }
        return refusals;
    }
}
