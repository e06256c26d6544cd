package dev.tradepost.platform.database;

import java.time.Duration;
import java.util.function.Supplier;

import jakarta.enterprise.context.ApplicationScoped;

import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;

/**
 * Logs slow statements, with their text and never with their values. Hibernate logs its own: see
 * {@code quarkus.hibernate-orm.log.queries-slower-than-ms}.
 */
@ApplicationScoped
public class SlowStatements {

    private static final Logger LOG = Logger.getLogger(SlowStatements.class);

    private final Duration threshold;

    SlowStatements(@ConfigProperty(name = "tradepost.slow-statements", defaultValue = "1s") Duration threshold) {
        this.threshold = threshold;
    }

    /**
     * Measures the time to send a statement and receive its result.
     *
     * @param sql without values
     */
    public <T> T watch(String sql, Supplier<T> sending) {
        long begin = System.nanoTime();
        try {
            return sending.get();
        } finally {
            Duration took = Duration.ofNanos(System.nanoTime() - begin);
            if (took.compareTo(threshold) > 0) {
                LOG.warnf("Slow statement, %d ms: %s", took.toMillis(), sql.replaceAll("\\s+", " "));
            }
        }
    }
}
