package dev.tradepost.platform.security;

import java.time.Instant;
import java.util.UUID;
import java.util.stream.Stream;

import jakarta.enterprise.context.RequestScoped;

import org.eclipse.microprofile.jwt.JsonWebToken;
import org.jspecify.annotations.Nullable;

import io.quarkus.security.UnauthorizedException;
import io.quarkus.security.identity.CurrentIdentityAssociation;
import io.quarkus.security.identity.SecurityIdentity;
import io.smallrye.mutiny.Uni;

import dev.tradepost.kernel.Problem;

/** The sender of the request, according to the access token. */
@RequestScoped
public class Caller {

    private final SecurityIdentity identity;
    private final CurrentIdentityAssociation association;

    Caller(SecurityIdentity identity, CurrentIdentityAssociation association) {
        this.identity = identity;
        this.association = association;
    }

    /** @throws UnauthorizedException if nobody is signed in */
    public UUID userId() {
        return UUID.fromString(token().getSubject());
    }

    /**
     * The session of the access token.
     *
     * @throws UnauthorizedException if nobody is signed in
     */
    public UUID sessionId() {
        return UUID.fromString(token().<String>getClaim(AccessTokens.SESSION));
    }

    /**
     * The expiry of the access token.
     *
     * @throws UnauthorizedException if nobody is signed in
     */
    public Instant tokenExpiresAt() {
        return Instant.ofEpochSecond(token().getExpirationTime());
    }

    /** The caller's highest role; null if nobody is signed in. */
    public @Nullable String role() {
        return Stream.of(Roles.ADMIN, Roles.SELLER, Roles.CUSTOMER).filter(identity::hasRole).findFirst().orElse(null);
    }

    public boolean isAdmin() {
        return identity.hasRole(Roles.ADMIN);
    }

    /** True if the caller is this user or an administrator. */
    public boolean mayActFor(UUID ownerId) {
        return !identity.isAnonymous() && (userId().equals(ownerId) || isAdmin());
    }

    /** Non-blocking {@link #mayActFor}; false for an invalid token. */
    public Uni<Boolean> whetherMayActFor(UUID ownerId) {
        return association.getDeferredIdentity()
                .map(known -> known.getPrincipal() instanceof JsonWebToken token
                        && (known.hasRole(Roles.ADMIN) || ownerId.toString().equals(token.getSubject())))
                .onFailure().recoverWithItem(false);
    }

    /** @throws Problem.Forbidden unless {@link #mayActFor} */
    public void requireMayActFor(UUID ownerId) {
        if (!mayActFor(ownerId)) {
            throw Problem.Forbidden.accessDenied();
        }
    }

    private JsonWebToken token() {
        if (identity.getPrincipal() instanceof JsonWebToken token) {
            return token;
        }
        throw new UnauthorizedException();
    }
}
