package dev.tradepost.testsupport;

import java.util.HashMap;
import java.util.Map;

/** The variables of the production profile that an operator sets, against the servers for development. */
public final class AsInProduction {

    /** What production uses, and most tests have no time for. */
    public static final String BCRYPT_COST = "12";

    /** Everything that production has no default for. */
    private static final Map<String, String> ENVIRONMENT = Map.ofEntries(Map.entry("DB_HOST", "127.0.0.1"),
            Map.entry("DB_PORT", Integer.toString(Servers.POSTGRESQL)), Map.entry("DB_NAME", Lane.DATABASE),
            Map.entry("DB_USER", "tradepost"),
            Map.entry("DB_PASSWORD", "tradepost"), Map.entry("MIGRATE_AT_START", "true"),
            Map.entry("REDIS_URL", Lane.REDIS), Map.entry("RABBITMQ_HOST", "127.0.0.1"),
            Map.entry("RABBITMQ_PORT", Integer.toString(Servers.RABBITMQ)), Map.entry("RABBITMQ_USER", "tradepost"),
            Map.entry("RABBITMQ_PASSWORD", "tradepost"), Map.entry("RABBITMQ_VHOST", Lane.VIRTUAL_HOST),
            Map.entry("SMTP_HOST", "127.0.0.1"), Map.entry("SMTP_TLS_REQUIRED", "false"),
            Map.entry("SMTP_PORT", Integer.toString(Servers.SMTP)),
            Map.entry("JWT_SECRET", "a-secret-of-the-packaged-tests-only"),
            Map.entry("JWT_REFRESH_SECRET", "another-secret-of-the-packaged-tests"),
            Map.entry("ADMIN_EMAIL", "admin@tradepost.example"), Map.entry("ADMIN_PASSWORD", Storefront.ADMIN_PASSWORD),
            Map.entry("PAYMENT_GATEWAY", "simulated"), Map.entry("PUBLIC_URL", "https://shop.example"),
            Map.entry("ENCRYPTION_KEY", "c0ffee5e".repeat(8)),
            // No proxy has to notice.
            Map.entry("SHUTDOWN_DELAY", "0s"),
            // They are all one address.
            Map.entry("RATE_LIMIT_MAX", "1000000"));

    /**
     * What tests need otherwise: queues are declared as in the other tests, whose queues these are, and what is claimed by an instance that is
     * killed is free again soon.
     */
    private static final Map<String, String> SETTINGS = Map.ofEntries(
            Map.entry("TRADEPOST_RABBITMQ_RETRY_DELAYS", "200ms,300ms,500ms,800ms"),
            Map.entry("TRADEPOST_PAYMENT_LEASE", "8s"), Map.entry("TRADEPOST_NOTIFICATION_LEASE", "16s"),
            Map.entry("TRADEPOST_ACCOUNT_MAIL_LEASE", "16s"), Map.entry("TRADEPOST_SMTP_TIMEOUT", "5s"),
            // Twenty connections would be much of what a start costs.
            Map.entry("DB_POOL_MIN", "2"),
            // The cheapest that bcrypt offers: tests sign in all the time. One instance has production's (P19).
            Map.entry("TRADEPOST_ACCOUNT_BCRYPT_COST", "4"),
            Map.entry("TRADEPOST_ACCOUNT_THROTTLE_PER_ADDRESS", "100000"),
            Map.entry("TRADEPOST_ACCOUNT_THROTTLE_MAILS_PER_ADDRESS", "100000"));

    /** Who is busy is not broken. */
    private static final Map<String, String> PATIENCE = Map.ofEntries(
            Map.entry("TRADEPOST_REDIS_TIMEOUT", "10s"), Map.entry("QUARKUS_REDIS_TIMEOUT", "10s"),
            Map.entry("TRADEPOST_DATABASE_LOCK_TIMEOUT", "20s"),
            Map.entry("TRADEPOST_DATABASE_STATEMENT_TIMEOUT", "25s"),
            Map.entry("QUARKUS_DATASOURCE_JDBC_ACQUISITION_TIMEOUT", "20s"),
            Map.entry("QUARKUS_DATASOURCE_JDBC_ADDITIONAL_JDBC_PROPERTIES_SOCKETTIMEOUT", "30"),
            Map.entry("QUARKUS_TRANSACTION_MANAGER_DEFAULT_TRANSACTION_TIMEOUT", "60s"));

    private AsInProduction() {}

    /** All of these, with some of them changed. */
    public static Map<String, String> with(Map<String, String> changed) {
        Map<String, String> environment = new HashMap<>(PATIENCE);
        environment.putAll(inTime(changed));
        return environment;
    }

    /** The same, but it waits for servers no longer than in production, which is what the test is about. */
    public static Map<String, String> inTime(Map<String, String> changed) {
        Map<String, String> environment = new HashMap<>(ENVIRONMENT);
        environment.putAll(SETTINGS);
        environment.putAll(changed);
        return environment;
    }
}
