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

/** Who sent the request, as their access token says. */
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
     * The session that the access token belongs to.
     *
     * @throws UnauthorizedException if nobody is signed in
     */
    public UUID sessionId() {
        return UUID.fromString(token().<String>getClaim(AccessTokens.SESSION));
    }

    /**
     * When the access token stops being good.
     *
     * @throws UnauthorizedException if nobody is signed in
     */
    public Instant tokenExpiresAt() {
        return Instant.ofEpochSecond(token().getExpirationTime());
    }

    /** The highest of the caller's roles; null when nobody is signed in. */
    public @Nullable String role() {
        return Stream.of(Roles.ADMIN, Roles.SELLER, Roles.CUSTOMER).filter(identity::hasRole).findFirst().orElse(null);
    }

    public boolean isAdmin() {
        return identity.hasRole(Roles.ADMIN);
    }

    /** Whether the caller is this user, or runs the shop. */
    public boolean mayActFor(UUID ownerId) {
        return !identity.isAnonymous() && (userId().equals(ownerId) || isAdmin());
    }

    /** {@link #mayActFor} for what must not block. Who shows a broken token may not. */
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
