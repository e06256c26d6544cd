package dev.tradepost.platform.metrics;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

import org.eclipse.microprofile.config.inject.ConfigProperty;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;

/**
 * Measures every request as {@code http_request_duration_seconds} and {@code http_requests_total}, including those that are refused before
 * they reach a resource. Replaces the framework's own metrics, which have other names and no buckets.
 */
@ApplicationScoped
class HttpMetrics {

    private static final Duration[] BUCKETS = {Duration.ofMillis(100), Duration.ofMillis(500), Duration.ofSeconds(1),
            Duration.ofSeconds(2), Duration.ofSeconds(5)};

    private final MeterRegistry metrics;
    private final RequestLog log;
    private final String root;
    private final Map<String, String> routes = new ConcurrentHashMap<>();
    private final Map<Served, Timer> timers = new ConcurrentHashMap<>();

    HttpMetrics(MeterRegistry metrics, RequestLog log,
            @ConfigProperty(name = "tradepost.http.root") String root) {
        this.metrics = metrics;
        this.log = log;
        this.root = root;
    }

    /** Before all other handlers, so that no response is missed. */
    void register(@Observes Router router) {
        router.route().order(Integer.MIN_VALUE).handler(this::measure);
    }

    private void measure(RoutingContext request) {
        long begin = System.nanoTime();
        Context context = Vertx.currentContext();
        request.addEndHandler(_ -> ended(request, context, Duration.ofNanos(System.nanoTime() - begin)));
        request.next();
    }

    private void ended(RoutingContext request, Context context, Duration took) {
        Served served = Served.of(request, context,
                template -> routes.computeIfAbsent(template, root::concat));
        timers.computeIfAbsent(served, this::timer).record(took);
        log.log(request, served, took);
    }

    private Timer timer(Served served) {
        Tags tags = Tags.of("method", served.method(), "route", served.route(), "status_code",
                Integer.toString(served.status()));
        Timer timer = Timer.builder("http_request_duration").description("Duration of HTTP requests").tags(tags)
                .serviceLevelObjectives(BUCKETS).register(metrics);
        FunctionCounter.builder("http_requests", timer, Timer::count).description("HTTP requests").tags(tags)
                .register(metrics);
        return timer;
    }
}
