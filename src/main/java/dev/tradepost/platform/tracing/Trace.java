package dev.tradepost.platform.tracing;

import java.util.HexFormat;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Pattern;

import org.jboss.logging.MDC;
import org.jspecify.annotations.Nullable;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.Scope;

/**
 * The trace that some work belongs to (W3C Trace Context, level 1, version 00). Work that one thread does for many callers runs in the
 * trace of each.
 *
 * @param id 32 hexadecimal digits
 */
public record Trace(Context context, String id) {

    /** Key of the trace id in the MDC, and therefore in every log line. */
    public static final String ID = "traceId";

    private static final Pattern TRACEPARENT = Pattern.compile("[0-9a-f]{2}-([0-9a-f]{32})-[0-9a-f]{16}-[0-9a-f]{2}.*");
    private static final String INVALID = "0".repeat(32);

    /** The trace of the current thread; a new one if there is none. */
    public static Trace current() {
        return new Trace(Context.current(), currentId());
    }

    private static String currentId() {
        return MDC.get(ID) instanceof String id ? id : newId();
    }

    /** Runs the work on this thread, in this trace. */
    public void run(Runnable work) {
        Object before = MDC.get(ID);
        try (Scope _ = context.makeCurrent()) {
            MDC.put(ID, id);
            work.run();
        } finally {
            LogFields.set(ID, before);
        }
    }

    /** A {@code traceparent} header that continues the current span, or an unsampled parent of the current trace while tracing is off. */
    public static String traceparent() {
        SpanContext span = Span.current().getSpanContext();
        if (span.isValid()) {
            return "00-" + span.getTraceId() + "-" + span.getSpanId() + "-" + span.getTraceFlags().asHex();
        }
        return "00-" + currentId() + "-" + randomHex(8) + "-01";
    }

    /** The trace id in a {@code traceparent} header; a new one if the header is missing or malformed. */
    public static String idIn(@Nullable String traceparent) {
        if (traceparent != null) {
            var matcher = TRACEPARENT.matcher(traceparent);
            if (matcher.matches() && !matcher.group(1).equals(INVALID)) {
                return matcher.group(1);
            }
        }
        return newId();
    }

    public static String newId() {
        return randomHex(16);
    }

    private static String randomHex(int length) {
        byte[] bytes = new byte[length];
        ThreadLocalRandom.current().nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }
}
