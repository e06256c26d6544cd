package dev.tradepost.journeys;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

import io.quarkus.test.junit.QuarkusTestProfile;

import dev.tradepost.testsupport.Lane;
import dev.tradepost.testsupport.Servers;

/** The production profile, configured by the variables that an operator sets, against the servers for development. */
public class AsInProduction implements QuarkusTestProfile {

    /** What production uses, and most tests have no time for. */
    static final String BCRYPT_COST = "12";

    /** Everything that production has no default for. */
    static final Map<String, String> ENVIRONMENT = Map.ofEntries(Map.entry("DB_HOST", "127.0.0.1"),
            Map.entry("DB_PORT", Integer.toString(Servers.POSTGRESQL)), Map.entry("DB_NAME", Lane.DATABASE),
            Map.entry("DB_USER", "tradepost"),
            Map.entry("DB_PASSWORD", "tradepost"), Map.entry("MIGRATE_AT_START", "true"),
            Map.entry("REDIS_URL", Lane.REDIS), Map.entry("RABBITMQ_HOST", "127.0.0.1"),
            Map.entry("RABBITMQ_PORT", Integer.toString(Servers.RABBITMQ)), Map.entry("RABBITMQ_USER", "tradepost"),
            Map.entry("RABBITMQ_PASSWORD", "tradepost"), Map.entry("RABBITMQ_VHOST", Lane.VIRTUAL_HOST),
            Map.entry("SMTP_HOST", "127.0.0.1"), Map.entry("SMTP_PORT", Integer.toString(Servers.SMTP)),
            Map.entry("JWT_SECRET", "a-secret-of-the-packaged-tests-only"),
            Map.entry("JWT_REFRESH_SECRET", "another-secret-of-the-packaged-tests"),
            Map.entry("ADMIN_EMAIL", "admin@tradepost.example"), Map.entry("ADMIN_PASSWORD", "Admin-Passw0rd!"),
            Map.entry("PAYMENT_GATEWAY", "simulated"), Map.entry("PUBLIC_URL", "https://shop.example"),
            // That of the other tests, whose database this is.
            Map.entry("ENCRYPTION_KEY", "5eed".repeat(16)),
            // No proxy has to notice.
            Map.entry("SHUTDOWN_DELAY", "0s"),
            // They are all one address.
            Map.entry("RATE_LIMIT_MAX", "1000000"));

    /**
     * What tests need otherwise, by the names of the properties: queues are declared as in the other tests, whose queues these are; what is
     * claimed by an instance that is killed is free again soon; and who is busy is not broken.
     */
    private static final Map<String, String> SETTINGS = Map.ofEntries(
            Map.entry("tradepost.rabbitmq.retry-delays", "200ms,300ms,500ms,800ms"),
            Map.entry("tradepost.payment.claim", "8s"), Map.entry("tradepost.notification.claim", "12s"),
            Map.entry("tradepost.account-mail.claim", "12s"),
            // The cheapest that bcrypt offers: tests sign in all the time. One instance has production's (P19).
            Map.entry("tradepost.account.bcrypt-cost", "4"),
            Map.entry("tradepost.account.throttle.per-address", "100000"),
            Map.entry("tradepost.account.throttle.mails-per-address", "100000"),
            Map.entry("tradepost.redis.patience", "10s"), Map.entry("quarkus.redis.timeout", "10s"),
            Map.entry("tradepost.database.lock-timeout", "20s"),
            Map.entry("tradepost.database.statement-timeout", "25s"),
            Map.entry("quarkus.datasource.jdbc.acquisition-timeout", "20s"),
            Map.entry("quarkus.datasource.jdbc.additional-jdbc-properties.socketTimeout", "30"),
            Map.entry("quarkus.transaction-manager.default-transaction-timeout", "60s"));

    /** All of these, with some of them changed. */
    public static Map<String, String> with(Map<String, String> changed) {
        Map<String, String> environment = new HashMap<>(ENVIRONMENT);
        SETTINGS.forEach((name, value) -> environment.put(variable(name), value));
        environment.putAll(changed);
        return environment;
    }

    private static String variable(String property) {
        return property.replaceAll("[^A-Za-z0-9]", "_").toUpperCase(Locale.ROOT);
    }

    @Override
    public String getConfigProfile() {
        return "prod";
    }

    @Override
    public Map<String, String> getConfigOverrides() {
        Map<String, String> overrides = new HashMap<>(ENVIRONMENT);
        // These reach the process as system properties, where only a real environment's names are translated.
        overrides.putAll(SETTINGS);
        // The test framework learns the port from the log, and reads plain lines only.
        overrides.put("quarkus.log.file.json.enabled", "false");
        overrides.put("quarkus.log.console.json.enabled", "false");
        // Both ports random or neither: the metrics of the two servers have to have the same tags.
        overrides.put("quarkus.management.port", "0");
        return overrides;
    }
}
