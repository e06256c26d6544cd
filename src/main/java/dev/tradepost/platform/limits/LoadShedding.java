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
 * Refuses at once what could only wait. Each kind of request has so many places; one that finds none taken is answered 503 with
 * {@code Retry-After}, before anything is done for it. Kinds do not take each other's places: orders that wait for the database keep nobody
 * from reading what is cached, and no flood keeps customers from signing in. docs/adr/0034.
 */
@ApplicationScoped
class LoadShedding {

    /** After CORS (-300), whose headers a refusal needs too; before the rate limit, which asks Redis. */
    private static final int BEFORE_RATE_LIMIT = -260;
    private static final int RETRY_SECONDS = 1;
    private static final String STREAM = "/events";

    /**
     * Of one kind of request.
     *
     * @param places that all callers may take; staff may take as many again
     */
    private record RequestPermits(IntSupplier places, AtomicInteger taken, Counter refused) {}

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
        this.reads = places("read", config::reads, metrics);
        this.writes = places("write", config::writes, metrics);
        this.accounts = places("account", config::accounts, metrics);
    }

    private static RequestPermits places(String kind, IntSupplier places, MeterRegistry metrics) {
        AtomicInteger taken = new AtomicInteger();
        Gauge.builder("requests_in_flight", taken::get).tag("kind", kind).description("Requests in progress")
                .register(metrics);
        return new RequestPermits(places, taken, Counter.builder("shed_requests").tag("kind", kind)
                .description("Requests refused because the instance was busy").register(metrics));
    }

    void register(@Observes Router router) {
        router.route("/api/*").order(BEFORE_RATE_LIMIT).handler(this::admit);
    }

    private void admit(RoutingContext request) {
        String path = request.normalizedPath();
        if (path.endsWith(STREAM) || config.exempt().stream().anyMatch(path::startsWith)) {
            request.next(); // a stream's place would be taken for hours; there is a limit of streams
            return;
        }
        RequestPermits kind = kindOf(request.request().method().name(), path);
        int taken = kind.taken().incrementAndGet();
        int places = kind.places().getAsInt();
        if (taken > places && (taken > 2 * places || !isStaff(request))) {
            kind.taken().decrementAndGet();
            kind.refused().increment();
            request.fail(new Problem.Unavailable("The service is busy; try again shortly", RETRY_SECONDS));
            return;
        }
        request.addEndHandler(_ -> kind.taken().decrementAndGet());
        request.next();
    }

    private RequestPermits kindOf(String method, String path) {
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
