package dev.tradepost.platform.tracing;

import java.util.Set;

import org.eclipse.microprofile.config.spi.ConfigSource;
import org.jspecify.annotations.Nullable;

/**
 * Enables tracing if the environment names a collector. Its priority is below application.properties, so each setting can still be
 * overridden.
 */
public final class TracingSwitch implements ConfigSource {

    static final String ENDPOINT = "OTEL_EXPORTER_OTLP_ENDPOINT";
    private static final String DISABLED = "quarkus.otel.sdk.disabled";
    private static final String STATEMENTS = "quarkus.datasource.jdbc.telemetry.enabled";
    private static final int BELOW_APPLICATION = 240;

    @Override
    public Set<String> getPropertyNames() {
        return Set.of(DISABLED, STATEMENTS);
    }

    @Override
    public @Nullable String getValue(String name) {
        return switch (name) {
            case DISABLED -> Boolean.toString(!isWanted());
            case STATEMENTS -> Boolean.toString(isWanted());
            default -> null;
        };
    }

    private static boolean isWanted() {
        String endpoint = System.getenv(ENDPOINT);
        return endpoint != null && !endpoint.isBlank();
    }

    @Override
    public String getName() {
        return "tracing";
    }

    @Override
    public int getOrdinal() {
        return BELOW_APPLICATION;
    }
}
