package dev.tradepost.platform.tracing;

import org.jboss.logging.MDC;
import org.jspecify.annotations.Nullable;

/** Fields of the current thread's log lines (MDC). */
public final class LogFields {

    private LogFields() {}

    /** Sets the field, or removes it if the value is null. */
    public static void set(String name, @Nullable Object value) {
        if (value == null) {
            MDC.remove(name);
        } else {
            MDC.put(name, value);
        }
    }
}
