package dev.tradepost.platform.http;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

import jakarta.enterprise.event.Observes;

import org.jboss.logging.MDC;
import org.jspecify.annotations.Nullable;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;

import dev.tradepost.platform.tracing.LogFields;
import dev.tradepost.platform.tracing.Trace;

/**
 * Gives each request its ids before anything else handles it: the request id (the client's {@code X-Request-Id} or a new one) and the
 * trace id (from the client's {@code traceparent} or a new one). Both are in the response headers and, through the MDC, in every log line.
 */
public final class RequestTrace {

    public static final String REQUEST_ID = "requestId";
    /** The id of the signed-in user, from the access token. Nothing else of the user is ever logged. */
    public static final String USER_ID = "userId";

    private static final List<String> KEYS = List.of(REQUEST_ID, Trace.ID, USER_ID);

    /** Ids that can be echoed into a header and a log line without breaking either. */
    private static final Pattern SAFE_ID = Pattern.compile("[A-Za-z0-9._:/+=@-]{1,128}");

    /** Before everything else, so that every refusal has the ids too. */
    void register(@Observes Router router) {
        router.route().order(Integer.MIN_VALUE).handler(RequestTrace::identify);
    }

    private static void identify(RoutingContext request) {
        String requestId = requestId(request.request().getHeader("X-Request-Id"));
        SpanContext span = Span.current().getSpanContext();
        String traceId = span.isValid() ? span.getTraceId() : Trace.idIn(request.request().getHeader("traceparent"));
        request.put(Trace.ID, traceId);
        request.put(REQUEST_ID, requestId);
        MDC.put(REQUEST_ID, requestId);
        MDC.put(Trace.ID, traceId);
        request.response().putHeader("X-Request-Id", requestId).putHeader("X-Trace-Id", traceId);
        request.next();
    }

    /** Stores who sent the request. */
    public static void sentBy(RoutingContext request, String userId) {
        request.put(USER_ID, userId);
        MDC.put(USER_ID, userId);
    }

    /** Logs about a request from any thread: the lines have its ids and these fields. */
    public static void logging(RoutingContext request, Map<String, String> fields, Runnable line) {
        Map<String, Object> before = new HashMap<>();
        Map<String, String> all = new HashMap<>(fields);
        KEYS.forEach(key -> all.put(key, request.get(key)));
        all.forEach((name, value) -> {
            before.put(name, MDC.get(name));
            LogFields.set(name, value);
        });
        line.run();
        before.forEach(LogFields::set);
    }

    public static String of(RoutingContext request) {
        return request.get(Trace.ID) instanceof String traceId ? traceId : Trace.newId();
    }

    private static String requestId(@Nullable String given) {
        return given != null && SAFE_ID.matcher(given).matches() ? given : Trace.newId();
    }
}
