package dev.tradepost.platform.ratelimit;

import java.time.Clock;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

import org.eclipse.microprofile.jwt.JsonWebToken;

import io.quarkus.security.AuthenticationFailedException;
import io.quarkus.security.identity.SecurityIdentity;
import io.quarkus.vertx.http.runtime.security.QuarkusHttpUser;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.vertx.MutinyHelper;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;

import dev.tradepost.kernel.Problem;

/** Tells every caller of the API what is left to them, and refuses those who have had it all. */
@ApplicationScoped
class RateLimitFilter {

    /** After CORS (-300) and authentication (-200), which knows the user; before authorisation (-100). */
    private static final int WHEN_THE_USER_IS_KNOWN = -150;

    private final RateLimiter limiter;
    private final ClientAddresses addresses;
    private final RateLimitConfig config;
    private final Clock clock;

    RateLimitFilter(RateLimiter limiter, ClientAddresses addresses, RateLimitConfig config, Clock clock) {
        this.limiter = limiter;
        this.addresses = addresses;
        this.config = config;
        this.clock = clock;
    }

    void register(@Observes Router router) {
        router.route("/api/*").order(WHEN_THE_USER_IS_KNOWN).handler(this::count);
    }

    private void count(RoutingContext request) {
        request.request().pause(); // the body has to wait for whoever reads it
        name(request).flatMap(limiter::take).emitOn(MutinyHelper.executor(Vertx.currentContext())).subscribe()
                .with(allowance -> decide(request, allowance), failure -> {
                    request.request().resume();
                    request.fail(failure);
                });
    }

    /** A user by the token, if it is a good one; anybody else by the address. */
    private Uni<String> name(RoutingContext request) {
        String address = "ip:" + addresses.of(request.request());
        if (request.request().getHeader("Authorization") == null) {
            return Uni.createFrom().item(address);
        }
        return QuarkusHttpUser.getSecurityIdentity(request, null).map(identity -> name(identity, address))
                .onFailure(AuthenticationFailedException.class).recoverWithItem(address);
    }

    private static String name(SecurityIdentity identity, String address) {
        return identity.getPrincipal() instanceof JsonWebToken token ? "user:" + token.getSubject() : address;
    }

    private void decide(RoutingContext request, Allowance allowance) {
        HttpServerResponse response = request.response();
        response.putHeader("X-RateLimit-Limit", Integer.toString(config.max()));
        response.putHeader("X-RateLimit-Remaining", Long.toString(allowance.remaining(config.max())));
        response.putHeader("X-RateLimit-Reset", Long.toString(allowance.resetAt()));
        request.request().resume();
        if (allowance.isSpent(config.max())) {
            long seconds = Math.max(1, Math.ceilDiv(allowance.resetAt() - clock.millis(), 1_000));
            request.fail(new Problem.TooMany("rate_limited",
                    "More than %d requests in %d s; try again later".formatted(config.max(),
                            config.window().toSeconds()),
                    seconds));
        } else {
            request.next();
        }
    }
}
