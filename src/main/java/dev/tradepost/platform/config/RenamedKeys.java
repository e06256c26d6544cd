package dev.tradepost.platform.config;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import jakarta.annotation.Priority;

import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

import io.smallrye.config.ConfigSourceInterceptor;
import io.smallrye.config.ConfigSourceInterceptorContext;
import io.smallrye.config.ConfigValue;
import io.smallrye.config.Priorities;

/**
 * Keeps configuration keys working for one release after they have been renamed. A value under the old key counts if it comes from
 * a source with a higher ordinal than the value under the new key, such as an environment variable over application.properties.
 * The log names the new key.
 */
@Priority(Priorities.APPLICATION)
public final class RenamedKeys implements ConfigSourceInterceptor {

    private static final long serialVersionUID = 1L;
    private static final Logger LOG = Logger.getLogger(RenamedKeys.class);

    /** Old keys by new ones. */
    private static final Map<String, String> OLD = oldKeys();

    private final transient Set<String> logged = ConcurrentHashMap.newKeySet();

    private static Map<String, String> oldKeys() {
        Map<String, String> old = new HashMap<>();
        renamed(old, "account-mail", "claim", "lease", "first-retry", "initial-retry-delay", "longest-retry",
                "max-retry-delay", "keep", "retention");
        renamed(old, "redis", "patience", "timeout", "pause", "open-duration");
        renamed(old, "cache", "without", "disabled");
        renamed(old, "job", "keep", "retention", "most-open", "max-open", "most-tries", "max-attempts");
        renamed(old, "smtp", "patience", "timeout", "connections", "max-connections");
        renamed(old, "outbox", "batch", "batch-size", "keep", "retention", "together", "linger");
        renamed(old, "reconciliation", "every", "interval", "patience", "overdue-after", "again", "repair-interval",
                "most", "max-findings", "products", "products-per-run", "keep", "retention");
        renamed(old, "payment", "tries", "max-attempts", "claim", "lease");
        renamed(old, "order-events", "most", "max-streams");
        renamed(old, "notification", "claim", "lease");
        renamed(old, "traces", "share", "sampling-ratio");
        renamed(old, "inventory", "sweep-every", "sweep-interval");
        renamed(old, "import", "most-rows", "max-rows");
        old.put("tradepost.placement.max-wait", "tradepost.idempotency.max-wait");
        return Map.copyOf(old);
    }

    private static void renamed(Map<String, String> old, String group, String... oldAndNew) {
        for (int i = 0; i < oldAndNew.length; i += 2) {
            old.put("tradepost." + group + "." + oldAndNew[i + 1], "tradepost." + group + "." + oldAndNew[i]);
        }
    }

    @Override
    public @Nullable ConfigValue getValue(ConfigSourceInterceptorContext context, String name) {
        ConfigValue value = context.proceed(name);
        String oldName = OLD.get(name);
        ConfigValue oldValue = oldName == null ? null : context.proceed(oldName);
        if (oldValue == null
                || (value != null && value.getConfigSourceOrdinal() >= oldValue.getConfigSourceOrdinal())) {
            return value;
        }
        if (logged.add(name)) {
            LOG.warnf("%s is now called %s. The old name works until the next release.", oldName, name);
        }
        return oldValue.withName(name);
    }
}
