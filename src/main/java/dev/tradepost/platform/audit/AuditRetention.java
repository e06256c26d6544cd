package dev.tradepost.platform.audit;

import java.time.Duration;

import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

import org.eclipse.microprofile.config.inject.ConfigProperty;

import dev.tradepost.platform.database.Retention;

/** The table's trigger permits only a statement that names its cutoff to delete, and never rows of the last 30 days. */
@Singleton
class AuditRetention {

    private static final Duration MINIMUM = Duration.ofDays(30);
    private static final String EXPIRED = """
            occurred_at < (select cast(set_config('tradepost.audit_kept_from', cast(cast(? as timestamptz) as text), true)
                                       as timestamptz))""";

    @Produces
    @Singleton
    static Retention events(@ConfigProperty(name = "tradepost.audit.retention", defaultValue = "400d") Duration age) {
        return new Retention("platform.audit_events", "id", EXPIRED, age.compareTo(MINIMUM) < 0 ? MINIMUM : age);
    }
}
