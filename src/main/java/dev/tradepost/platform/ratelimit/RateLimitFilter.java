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

/** Applies the rate limit to the API and its documentation, and reports it in the {@code X-RateLimit-*} headers. */
@ApplicationScoped
class RateLimitFilter {

    /** After CORS (-300), whose headers a refusal needs too, and before everything expensive. */
    private static final int AFTER_CORS = -250;
    /** The documentation is as expensive as the API. */
    private static final List<String> LIMITED = List.of("/api/*", "/openapi*", "/docs*");

    /** Key of the quota of a request that was counted. The server routes a request again from a folder to its index. */
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
            router.route(path).order(AFTER_CORS).handler(this::handle);
        }
    }

    private void handle(RoutingContext request) {
        if (config.exempt().stream().anyMatch(request.normalizedPath()::startsWith)) {
            request.next();
        } else if (request.get(COUNTED) instanceof Quota counted) {
            apply(request, counted);
        } else {
            count(request);
        }
    }

    private void count(RoutingContext request) {
        HttpServerRequest http = request.request();
        http.pause(); // or the body would arrive before its reader is registered
        Context context = Vertx.currentContext();
        Optional<Bearer> bearer = tokens.bearerOf(http.getHeader("Authorization"));
        bearer.ifPresent(user -> RequestTrace.sentBy(request, user.userId()));
        limiter.take(bearer, ClientAddresses.network(addresses.of(http)))
                .onSuccess(counted -> context.runOnContext(_ -> {
                    SessionCheck.setState(request, counted.session());
                    apply(request, counted.quota());
                })).onFailure(failure -> context.runOnContext(_ -> {
                    http.resume();
                    request.fail(failure);
                }));
    }

    private void apply(RoutingContext request, Quota quota) {
        request.put(COUNTED, quota);
        HttpServerResponse response = request.response();
        response.putHeader("X-RateLimit-Limit", Integer.toString(config.max()));
        response.putHeader("X-RateLimit-Remaining", Long.toString(quota.remaining(config.max())));
        response.putHeader("X-RateLimit-Reset", Long.toString(quota.resetAt()));
        request.request().resume();
        if (quota.isSpent(config.max())) {
            refused.increment();
            request.fail(tooMany(quota));
        } else {
            request.next();
        }
    }

    private Problem.TooMany tooMany(Quota quota) {
        return new Problem.TooMany("rate_limited",
                "More than %d requests in %d s; try again later".formatted(config.max(), config.window().toSeconds()),
                Math.max(1, Math.ceilDiv(quota.resetAt() - clock.millis(), 1_000)));
    }
}
