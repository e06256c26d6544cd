package dev.tradepost.platform.security;

import java.util.UUID;

import jakarta.enterprise.context.RequestScoped;

import org.eclipse.microprofile.jwt.JsonWebToken;

import io.quarkus.security.UnauthorizedException;
import io.quarkus.security.identity.SecurityIdentity;

import dev.tradepost.kernel.Problem;

/** Who sent the request, as their access token says. */
@RequestScoped
public class Caller {

    private final SecurityIdentity identity;

    Caller(SecurityIdentity identity) {
        this.identity = identity;
    }

    /** @throws UnauthorizedException if nobody is signed in */
    public UUID userId() {
        return identity.getPrincipal() instanceof JsonWebToken token
                ? UUID.fromString(token.getSubject())
                : refuseAnonymous();
    }

    public boolean isAdmin() {
        return identity.hasRole(Roles.ADMIN);
    }

    /** Whether the caller is this user, or runs the shop. */
    public boolean mayActFor(UUID ownerId) {
        return !identity.isAnonymous() && (userId().equals(ownerId) || isAdmin());
    }

    /** @throws Problem.Forbidden unless {@link #mayActFor} */
    public void requireMayActFor(UUID ownerId) {
        if (!mayActFor(ownerId)) {
            throw Problem.Forbidden.accessDenied();
        }
    }

    private static UUID refuseAnonymous() {
        throw new UnauthorizedException();
    }
}
