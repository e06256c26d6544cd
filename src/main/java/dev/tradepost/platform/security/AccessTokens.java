package dev.tradepost.platform.security;

import java.time.Clock;
import java.time.Duration;
import java.util.Base64;
import java.util.Collections;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Alternative;

import org.eclipse.microprofile.jwt.Claims;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.jwt.MalformedClaimException;
import org.jose4j.jwt.consumer.ErrorCodes;
import org.jose4j.jwt.consumer.InvalidJwtException;
import org.jose4j.jwt.consumer.JwtConsumer;
import org.jspecify.annotations.Nullable;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;

import io.smallrye.jwt.auth.principal.DefaultJWTCallerPrincipal;
import io.smallrye.jwt.auth.principal.JWTAuthContextInfo;
import io.smallrye.jwt.auth.principal.JWTCallerPrincipal;
import io.smallrye.jwt.auth.principal.JWTCallerPrincipalFactory;
import io.smallrye.jwt.auth.principal.ParseException;

/**
 * Verifies access tokens: HS256 only, our issuer, an expiry, a subject. Replaces the extension's verifier, which knows a single secret;
 * rotating a secret needs two. Valid tokens are cached, because each request needs the result twice and clients reuse their tokens.
 */
@Alternative
@Priority(1)
@ApplicationScoped
public class AccessTokens extends JWTCallerPrincipalFactory {

    private static final String BEARER = "Bearer ";
    /** Claim with the id of the session. */
    static final String SESSION = "sid";
    private static final Pattern COMPACT = Pattern.compile("[A-Za-z0-9_-]+\\.[A-Za-z0-9_-]+\\.[A-Za-z0-9_-]+");

    /** About 3 KB each. */
    private static final int MAX_CACHED = 5_000;
    private static final Duration CACHED_FOR = Duration.ofMinutes(15);

    private final JwtConsumer current;
    private final @Nullable JwtConsumer previous;
    private final Clock clock;
    private final Cache<String, VerifiedToken> verified = Caffeine.newBuilder().maximumSize(MAX_CACHED)
            .expireAfterWrite(CACHED_FOR).build();

    /** Shared between threads; its claims must not be changed. */
    private record VerifiedToken(JWTCallerPrincipal principal, Bearer bearer) {}

    AccessTokens(TokenKeys keys, Clock clock) {
        this.clock = clock;
        current = TokenKeys.verifier(keys.access());
        previous = keys.previousAccess() == null ? null : TokenKeys.verifier(keys.previousAccess());
    }

    @Override
    public JWTCallerPrincipal parse(String token, JWTAuthContextInfo ignored) throws ParseException {
        try {
            return verify(token).principal();
        } catch (InvalidJwtException | MalformedClaimException refused) {
            throw new ParseException("The access token is not accepted", refused);
        }
    }

    /**
     * The claims of a valid access token.
     *
     * @param sessionId empty if the token has none
     * @param isStaff true for administrators and sellers
     */
    public record Bearer(String userId, String sessionId, boolean isStaff) {}

    /**
     * Reads an {@code Authorization} header, for code that runs before authentication.
     *
     * @return empty if there is no valid token
     */
    public Optional<Bearer> bearerOf(@Nullable String authorization) {
        if (authorization == null || !authorization.regionMatches(true, 0, BEARER, 0, BEARER.length())) {
            return Optional.empty();
        }
        try {
            return Optional.of(verify(authorization.substring(BEARER.length()).strip()).bearer());
        } catch (InvalidJwtException | MalformedClaimException refused) {
            return Optional.empty();
        }
    }

    private VerifiedToken verify(String token) throws InvalidJwtException, MalformedClaimException {
        VerifiedToken known = verified.getIfPresent(token);
        if (known != null && known.principal().getExpirationTime() > clock.instant().getEpochSecond()) {
            return known;
        }
        if (!isCanonical(token)) {
            throw new MalformedClaimException("The token is not in canonical form");
        }
        JwtClaims claims = claims(token);
        String sessionId = claims.getClaimValueAsString(SESSION);
        VerifiedToken fresh = new VerifiedToken(new DefaultJWTCallerPrincipal(claims),
                new Bearer(claims.getSubject(), sessionId == null ? "" : sessionId, isStaff(claims)));
        verified.put(token, fresh);
        return fresh;
    }

    private static boolean isStaff(JwtClaims claims) throws MalformedClaimException {
        return claims.hasClaim(Claims.groups.name())
                && !Collections.disjoint(claims.getStringListClaimValue(Claims.groups.name()),
                        Set.of(Roles.ADMIN, Roles.SELLER));
    }

    /**
     * True if the token is in canonical form: base64url without padding or stray bits (RFC 4648, sections 3.5 and 5). The decoder ignores
     * both, so one token could be written in several ways.
     */
    private static boolean isCanonical(String token) {
        if (!COMPACT.matcher(token).matches()) {
            return false;
        }
        String signature = token.substring(token.lastIndexOf('.') + 1);
        try {
            byte[] bytes = Base64.getUrlDecoder().decode(signature);
            return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes).equals(signature);
        } catch (IllegalArgumentException notBase64) {
            return false;
        }
    }

    private JwtClaims claims(String token) throws InvalidJwtException {
        try {
            return current.processToClaims(token);
        } catch (InvalidJwtException refused) {
            if (previous != null && refused.hasErrorCode(ErrorCodes.SIGNATURE_INVALID)) {
                return previous.processToClaims(token);
            }
            throw refused;
        }
    }
}
