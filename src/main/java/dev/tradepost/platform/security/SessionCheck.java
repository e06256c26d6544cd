package dev.tradepost.platform.security;

import java.util.Map;
import java.util.UUID;

import jakarta.enterprise.context.ApplicationScoped;

import org.eclipse.microprofile.jwt.JsonWebToken;
import org.jspecify.annotations.Nullable;

import io.quarkus.security.AuthenticationFailedException;
import io.quarkus.security.identity.AuthenticationRequestContext;
import io.quarkus.security.identity.SecurityIdentity;
import io.quarkus.security.identity.SecurityIdentityAugmentor;
import io.quarkus.vertx.http.runtime.security.HttpSecurityUtils;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;

import dev.tradepost.kernel.Problem;

/**
 * Refuses the access tokens of sessions that have ended. Mostly the request limit has learned from Redis how the session stands,
 * in the call that it makes anyway; otherwise the database is asked.
 */
@ApplicationScoped
public class SessionCheck implements SecurityIdentityAugmentor {

    /** Where the request limit leaves what it has learned. */
    private static final String STATE = SessionState.class.getName();

    private final SessionDirectory directory;
    private final SessionRevocations marks;

    SessionCheck(SessionDirectory directory, SessionRevocations marks) {
        this.directory = directory;
        this.marks = marks;
    }

    /** For whoever has asked Redis before authentication does. */
    public static void note(RoutingContext request, SessionState state) {
        request.put(STATE, state);
    }

    @Override
    public Uni<SecurityIdentity> augment(SecurityIdentity identity, AuthenticationRequestContext context) {
        return augment(identity, context, Map.of());
    }

    @Override
    public Uni<SecurityIdentity> augment(SecurityIdentity identity, AuthenticationRequestContext context,
            Map<String, Object> attributes) {
        if (!(identity.getPrincipal() instanceof JsonWebToken token)) {
            return Uni.createFrom().item(identity);
        }
        UUID sessionId = sessionId(token);
        if (sessionId == null) {
            return Uni.createFrom().failure(new AuthenticationFailedException("The access token names no session"));
        }
        return switch (state(HttpSecurityUtils.getRoutingContextAttribute(attributes))) {
            case LIVE -> Uni.createFrom().item(identity);
            case REVOKED -> Uni.createFrom().failure(revoked());
            case UNKNOWN -> context.runBlocking(() -> {
                if (!directory.isLive(sessionId)) {
                    marks.foundEnded(sessionId);
                    throw revoked();
                }
                marks.foundAlive(sessionId);
                return identity;
            });
        };
    }

    private static SessionState state(@Nullable RoutingContext request) {
        return request != null && request.get(STATE) instanceof SessionState state ? state : SessionState.UNKNOWN;
    }

    private static @Nullable UUID sessionId(JsonWebToken token) {
        try {
            return token.getClaim(AccessTokens.SESSION) instanceof String id ? UUID.fromString(id) : null;
        } catch (IllegalArgumentException noId) {
            return null;
        }
    }

    private static AuthenticationFailedException revoked() {
        return new AuthenticationFailedException(
                new Problem.Unauthenticated("session_revoked", "This session has ended; sign in again"));
    }
}
