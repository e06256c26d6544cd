package dev.tradepost.platform.limits;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntSupplier;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

import org.eclipse.microprofile.config.inject.ConfigProperty;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;

import dev.tradepost.kernel.Problem;
import dev.tradepost.platform.security.AccessTokens;

/**
 * Limits the requests in progress and refuses further ones at once, with 503 and {@code Retry-After}. Each kind of request has permits of
 * its own: orders that wait for the database do not block cached reads, and no flood blocks sign-ins. docs/adr/0034.
 */
@ApplicationScoped
class LoadShedding {

    /** After CORS (-300), whose headers a refusal needs too; before the rate limit, which asks Redis. */
    private static final int BEFORE_RATE_LIMIT = -260;
    private static final int RETRY_SECONDS = 1;
    private static final String STREAM = "/events";

    /**
     * The permits of one kind of request.
     *
     * @param max for all callers; staff may take as many again
     */
    private record RequestPermits(IntSupplier max, AtomicInteger taken, Counter refused) {}

    private final LoadSheddingConfig config;
    private final AccessTokens tokens;
    private final String accountPaths;
    private final RequestPermits reads;
    private final RequestPermits writes;
    private final RequestPermits accounts;

    LoadShedding(LoadSheddingConfig config, AccessTokens tokens, MeterRegistry metrics,
            @ConfigProperty(name = "tradepost.http.root") String root) {
        this.config = config;
        this.tokens = tokens;
        this.accountPaths = root + "/users";
        this.reads = permits("read", config::reads, metrics);
        this.writes = permits("write", config::writes, metrics);
        this.accounts = permits("account", config::accounts, metrics);
    }

    private static RequestPermits permits(String kind, IntSupplier max, MeterRegistry metrics) {
        AtomicInteger taken = new AtomicInteger();
        Gauge.builder("requests_in_flight", taken::get).tag("kind", kind).description("Requests in progress")
                .register(metrics);
        return new RequestPermits(max, taken, Counter.builder("shed_requests").tag("kind", kind)
                .description("Requests refused because the instance was busy").register(metrics));
    }

    void register(@Observes Router router) {
        router.route("/api/*").order(BEFORE_RATE_LIMIT).handler(this::admit);
    }

    private void admit(RoutingContext request) {
        String path = request.normalizedPath();
        if (path.endsWith(STREAM) || config.exempt().stream().anyMatch(path::startsWith)) {
            request.next(); // a stream would hold its permit for hours, and has a limit of its own
            return;
        }
        RequestPermits permits = permitsFor(request.request().method().name(), path);
        if (take(permits, request)) {
            request.addEndHandler(_ -> permits.taken().decrementAndGet());
            request.next();
        } else {
            permits.refused().increment();
            request.fail(new Problem.Unavailable("The service is busy; try again shortly", RETRY_SECONDS));
        }
    }

    private boolean take(RequestPermits permits, RoutingContext request) {
        int taken = permits.taken().incrementAndGet();
        int max = permits.max().getAsInt();
        boolean admitted = taken <= max || (taken <= 2 * max && isStaff(request));
        if (!admitted) {
            permits.taken().decrementAndGet();
        }
        return admitted;
    }

    private RequestPermits permitsFor(String method, String path) {
        if (method.equals("GET") || method.equals("HEAD")) {
            return reads;
        }
        return path.startsWith(accountPaths) ? accounts : writes;
    }

    private boolean isStaff(RoutingContext request) {
        return tokens.bearerOf(request.request().getHeader("Authorization")).map(AccessTokens.Bearer::isStaff)
                .orElse(false);
    }
}
