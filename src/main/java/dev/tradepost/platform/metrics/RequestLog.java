package dev.tradepost.platform.metrics;

import java.time.Duration;
import java.util.Map;

import jakarta.enterprise.context.ApplicationScoped;

import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;

import io.vertx.ext.web.RoutingContext;

import dev.tradepost.platform.http.RequestTrace;

/**
 * Logs slow and failed requests, with the template of the path. The path itself may contain what does not belong in a log.
 */
@ApplicationScoped
class RequestLog {

    private static final Logger LOG = Logger.getLogger(RequestLog.class);
    /** Streams are meant to take long. */
    private static final String STREAM = "text/event-stream";

    private static final int MAX_LINES_PER_SECOND = 20;

    private final Duration slow;
    /** Of {@link System#nanoTime}. */
    private long second;
    /** Log lines in that second, including suppressed ones. */
    private int lines;

    RequestLog(@ConfigProperty(name = "tradepost.slow-requests", defaultValue = "1s") Duration slow) {
        this.slow = slow;
    }

    void log(RoutingContext request, Served served, Duration took) {
        boolean failed = served.status() >= 500;
        if ((failed || (took.compareTo(slow) > 0 && !isStream(request))) && isWithinLimit()) {
            Map<String, String> fields = Map.of("method", served.method(), "route", served.route(), "status",
                    Integer.toString(served.status()), "duration", seconds(took));
            RequestTrace.logging(request, fields,
                    () -> LOG.warnf("%s: %s %s %d, %d ms", failed ? "Failed request" : "Slow request",
                            served.method(), served.route(), served.status(), took.toMillis()));
        }
    }

    /** Under overload thousands of requests fail each second, more than anybody reads. */
    private synchronized boolean isWithinLimit() {
        long now = System.nanoTime() / 1_000_000_000;
        if (now != second) {
            if (lines > MAX_LINES_PER_SECOND) {
                LOG.warnf("%d more requests failed or were slow within a second", lines - MAX_LINES_PER_SECOND);
            }
            second = now;
            lines = 0;
        }
        lines++;
        return lines <= MAX_LINES_PER_SECOND;
    }

    private static boolean isStream(RoutingContext request) {
        String type = request.response().headers().get("Content-Type");
        return type != null && type.startsWith(STREAM);
    }

    private static String seconds(Duration took) {
        return "%d.%03d".formatted(took.toSeconds(), took.toMillisPart());
    }
}
