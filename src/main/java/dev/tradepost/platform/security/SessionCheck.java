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
 * Refuses access tokens of revoked sessions. The rate limit usually has read the state of the session from Redis, together with its
 * counter; otherwise the database decides.
 */
@ApplicationScoped
public class SessionCheck implements SecurityIdentityAugmentor {

    /** Key of the state that the rate limit has read. */
    private static final String STATE = SessionState.class.getName();

    private final SessionDirectory directory;
    private final SessionRevocations revocations;

    SessionCheck(SessionDirectory directory, SessionRevocations revocations) {
        this.directory = directory;
        this.revocations = revocations;
    }

    /** Passes on the state of the session, which the caller has read from Redis. */
    public static void setState(RoutingContext request, SessionState state) {
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
            return Uni.createFrom().failure(new AuthenticationFailedException("The access token has no session"));
        }
        return switch (state(HttpSecurityUtils.getRoutingContextAttribute(attributes))) {
            case LIVE -> Uni.createFrom().item(identity);
            case REVOKED -> Uni.createFrom().failure(revoked());
            case UNKNOWN -> context.runBlocking(() -> checkInDatabase(sessionId, identity));
        };
    }

    private SecurityIdentity checkInDatabase(UUID sessionId, SecurityIdentity identity) {
        if (!directory.isLive(sessionId)) {
            revocations.markRevoked(sessionId);
            throw revoked();
        }
        revocations.markLive(sessionId);
        return identity;
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
