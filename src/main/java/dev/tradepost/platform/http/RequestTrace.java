package dev.tradepost.platform.http;

import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Pattern;

import jakarta.enterprise.event.Observes;

import org.jboss.logging.MDC;
import org.jspecify.annotations.Nullable;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.Scope;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;

/**
 * Gives each request its two names before anything else looks at it: the request id (the client's {@code X-Request-Id} or a
 * new one) and the trace id (of the client's W3C {@code traceparent} or a new one). Both go into the answer's headers and,
 * through the MDC, into every log line.
 */
public final class RequestTrace {

    public static final String REQUEST_ID = "requestId";
    public static final String TRACE_ID = "traceId";
    /** Of whoever has sent the request, as their token says. Never more than the id. */
    public static final String USER_ID = "userId";

    private static final List<String> NAMES = List.of(REQUEST_ID, TRACE_ID, USER_ID);

    /** What may be echoed into a header and a log line: nothing that could break either. */
    private static final Pattern SAFE_ID = Pattern.compile("[A-Za-z0-9._:/+=@-]{1,128}");
    private static final Pattern TRACEPARENT = Pattern.compile("[0-9a-f]{2}-([0-9a-f]{32})-[0-9a-f]{16}-[0-9a-f]{2}.*");
    private static final String NO_TRACE = "0".repeat(32);

    /** Before everything else, so that every refusal is named too. */
    void register(@Observes Router router) {
        router.route().order(Integer.MIN_VALUE).handler(RequestTrace::name);
    }

    private static void name(RoutingContext request) {
        String requestId = requestId(request.request().getHeader("X-Request-Id"));
        SpanContext span = Span.current().getSpanContext();
        String traceId = span.isValid() ? span.getTraceId() : traceId(request.request().getHeader("traceparent"));
        request.put(TRACE_ID, traceId);
        request.put(REQUEST_ID, requestId);
        MDC.put(REQUEST_ID, requestId);
        MDC.put(TRACE_ID, traceId);
        request.response().putHeader("X-Request-Id", requestId).putHeader("X-Trace-Id", traceId);
        request.next();
    }

    /** Notes whose request it is. */
    public static void sentBy(RoutingContext request, String userId) {
        request.put(USER_ID, userId);
        MDC.put(USER_ID, userId);
    }

    /** Logs something about a request from wherever that was noticed: its names, and these fields, are in the lines. */
    public static void logging(RoutingContext request, Map<String, String> fields, Runnable line) {
        Map<String, Object> before = new HashMap<>();
        Map<String, String> all = new HashMap<>(fields);
        NAMES.forEach(name -> all.put(name, request.get(name)));
        all.forEach((name, value) -> {
            before.put(name, MDC.get(name));
            put(name, value);
        });
        line.run();
        before.forEach(RequestTrace::put);
    }

    private static void put(String name, @Nullable Object value) {
        if (value == null) {
            MDC.remove(name);
        } else {
            MDC.put(name, value);
        }
    }

    /** The trace id of what runs on this thread; a new one where none is known. */
    public static String currentTraceId() {
        return MDC.get(TRACE_ID) instanceof String traceId ? traceId : newTraceId();
    }

    /**
     * A {@code traceparent} that continues the current trace (W3C Trace Context, level 1, version 00): from the current span, or, while
     * nobody collects traces, with a name that nobody knows.
     */
    public static String traceparent() {
        SpanContext span = Span.current().getSpanContext();
        if (span.isValid()) {
            return "00-" + span.getTraceId() + "-" + span.getSpanId() + "-" + span.getTraceFlags().asHex();
        }
        return "00-" + currentTraceId() + "-" + randomHex(8) + "-01";
    }

    /** The trace of what runs on this thread, for what somebody else does in its name. */
    public static Cause cause() {
        return new Cause(Context.current(), currentTraceId());
    }

    /** What something is done for. */
    public record Cause(Context context, String traceId) {

        /** Does it here and now, in the trace of its cause. */
        public void run(Runnable work) {
            Object before = MDC.get(TRACE_ID);
            try (Scope _ = context.makeCurrent()) {
                MDC.put(TRACE_ID, traceId);
                work.run();
            } finally {
                put(TRACE_ID, before);
            }
        }
    }

    private static String newTraceId() {
        return randomHex(16);
    }

    private static String randomHex(int length) {
        byte[] bytes = new byte[length];
        ThreadLocalRandom.current().nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }

    public static String of(RoutingContext request) {
        return request.get(TRACE_ID) instanceof String traceId ? traceId : newTraceId();
    }

    private static String requestId(@Nullable String given) {
        return given != null && SAFE_ID.matcher(given).matches() ? given : newTraceId();
    }

    /** The trace id in a W3C {@code traceparent}; a new one where there is none or it is broken. */
    public static String traceId(@Nullable String traceparent) {
        if (traceparent != null) {
            var matcher = TRACEPARENT.matcher(traceparent);
            if (matcher.matches() && !matcher.group(1).equals(NO_TRACE)) {
                return matcher.group(1);
            }
        }
        return newTraceId();
    }
}
