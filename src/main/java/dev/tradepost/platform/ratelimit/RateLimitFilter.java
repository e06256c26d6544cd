package dev.tradepost.platform.ratelimit;

import java.time.Clock;
import java.util.List;
import java.util.Optional;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;

import dev.tradepost.kernel.Problem;
import dev.tradepost.platform.http.ClientAddresses;
import dev.tradepost.platform.http.RequestTrace;
import dev.tradepost.platform.security.AccessTokens;
import dev.tradepost.platform.security.AccessTokens.Bearer;
import dev.tradepost.platform.security.SessionCheck;

/** Tells every caller of the API, and of its documentation, what is left to them, and refuses those who have had it all. */
@ApplicationScoped
class RateLimitFilter {

    /** After CORS (-300), whose headers a refusal needs too; before anything costs something. */
    private static final int AFTER_CORS = -250;
    /** The documents cost as much as a request to the API, and are larger. */
    private static final List<String> LIMITED = List.of("/api/*", "/openapi*", "/docs*");

    /** What was found for a request, which comes by again when the server leads it from a folder to its index. */
    private static final String COUNTED = RateLimitFilter.class.getName();

    private final RateLimiter limiter;
    private final AccessTokens tokens;
    private final ClientAddresses addresses;
    private final RateLimitConfig config;
    private final Clock clock;
    private final Counter refused;

    RateLimitFilter(RateLimiter limiter, AccessTokens tokens, ClientAddresses addresses, RateLimitConfig config,
            Clock clock, MeterRegistry metrics) {
        this.limiter = limiter;
        this.tokens = tokens;
        this.addresses = addresses;
        this.config = config;
        this.clock = clock;
        this.refused = Counter.builder("rate_limited_requests").description("Requests over the rate limit")
                .register(metrics);
    }

    void register(@Observes Router router) {
        for (String path : LIMITED) {
            router.route(path).order(AFTER_CORS).handler(this::count);
        }
    }

    private void count(RoutingContext request) {
        if (config.exempt().stream().anyMatch(request.normalizedPath()::startsWith)) {
            request.next();
            return;
        }
        if (request.get(COUNTED) instanceof Quota counted) {
            decide(request, counted);
            return;
        }
        request.request().pause(); // the body has to wait for whoever reads it
        HttpServerRequest http = request.request();
        Context here = Vertx.currentContext();
        Optional<Bearer> bearer = tokens.bearerOf(http.getHeader("Authorization"));
        bearer.ifPresent(user -> RequestTrace.sentBy(request, user.userId()));
        limiter.take(bearer, ClientAddresses.network(addresses.of(http)))
                .onSuccess(counted -> here.runOnContext(_ -> {
                    SessionCheck.note(request, counted.session());
                    decide(request, counted.allowance());
                })).onFailure(failure -> here.runOnContext(_ -> {
                    http.resume();
                    request.fail(failure);
                }));
    }

    private void decide(RoutingContext request, Quota quota) {
        request.put(COUNTED, quota);
        HttpServerResponse response = request.response();
        response.putHeader("X-RateLimit-Limit", Integer.toString(config.max()));
        response.putHeader("X-RateLimit-Remaining", Long.toString(quota.remaining(config.max())));
        response.putHeader("X-RateLimit-Reset", Long.toString(quota.resetAt()));
        request.request().resume();
        if (quota.isSpent(config.max())) {
            refused.increment();
            long seconds = Math.max(1, Math.ceilDiv(quota.resetAt() - clock.millis(), 1_000));
            request.fail(new Problem.TooMany("rate_limited",
                    "More than %d requests in %d s; try again later".formatted(config.max(),
                            config.window().toSeconds()),
                    seconds));
        } else {
            request.next();
        }
    }
}
