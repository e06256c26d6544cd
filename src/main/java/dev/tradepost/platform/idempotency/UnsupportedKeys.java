package dev.tradepost.platform.idempotency;

import java.util.List;
import java.util.Set;

import jakarta.ws.rs.Priorities;
import jakarta.ws.rs.container.ContainerRequestContext;

import org.jboss.resteasy.reactive.server.ServerRequestFilter;

import dev.tradepost.kernel.Problem;

/**
 * Refuses an {@code Idempotency-Key} where it would have no effect: a client that believes in it would send the request again, and have it
 * done twice. What only reads may be sent again anyway.
 */
class UnsupportedKeys {

    private static final String HONOURED = UnsupportedKeys.class.getName();
    private static final Set<String> SAFE = Set.of("GET", "HEAD", "OPTIONS");

    @HonoursIdempotencyKey
    @ServerRequestFilter(priority = Priorities.USER)
    public void honoured(ContainerRequestContext request) {
        request.setProperty(HONOURED, true);
    }

    @ServerRequestFilter(priority = Priorities.USER + 1)
    public void refuse(ContainerRequestContext request) {
        if (request.getHeaderString(Idempotency.KEY) != null && !SAFE.contains(request.getMethod())
                && request.getProperty(HONOURED) == null) {
            throw new Problem.Invalid("idempotency_not_supported",
                    "This operation does not honour an Idempotency-Key; send it without", List.of());
        }
    }
}
