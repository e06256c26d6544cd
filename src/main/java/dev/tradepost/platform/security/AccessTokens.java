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
 * Verifies access tokens: HS256 and nothing else, our issuer, an expiry, a subject. In the place of the extension's own
 * verifier because that one knows a single secret, and a secret can only be rotated while two are accepted. Each request asks twice,
 * and most bring a token that has just been seen: what was found good is remembered until it expires.
 */
@Alternative
@Priority(1)
@ApplicationScoped
public class AccessTokens extends JWTCallerPrincipalFactory {

    private static final String BEARER = "Bearer ";
    /** Claim that names the session. */
    static final String SESSION = "sid";
    private static final Pattern COMPACT = Pattern.compile("[A-Za-z0-9_-]+\\.[A-Za-z0-9_-]+\\.[A-Za-z0-9_-]+");

    /** Some 3 KB each. Whose is forgotten is only verified again. */
    private static final int MOST_REMEMBERED = 5_000;
    private static final Duration REMEMBERED = Duration.ofMinutes(15);

    private final JwtConsumer current;
    private final @Nullable JwtConsumer previous;
    private final Clock clock;
    private final Cache<String, Verified> good = Caffeine.newBuilder().maximumSize(MOST_REMEMBERED)
            .expireAfterWrite(REMEMBERED).build();

    /** Read by many at once: nobody changes its claims. */
    private record Verified(JWTCallerPrincipal principal, Bearer bearer) {}

    AccessTokens(TokenKeys keys, Clock clock) {
        this.clock = clock;
        current = TokenKeys.verifier(keys.access());
        previous = keys.previousAccess() == null ? null : TokenKeys.verifier(keys.previousAccess());
    }

    @Override
    public JWTCallerPrincipal parse(String token, JWTAuthContextInfo ignored) throws ParseException {
        try {
            return verified(token).principal();
        } catch (InvalidJwtException | MalformedClaimException refused) {
            throw new ParseException("The access token is not accepted", refused);
        }
    }

    /**
     * What a good access token says.
     *
     * @param sessionId empty in a token that none of ours is
     * @param isStaff whether the token is an administrator's or a seller's
     */
    public record Bearer(String userId, String sessionId, boolean isStaff) {}

    /**
     * Whom a request's {@code Authorization} header speaks for, for those who have to know before authentication has happened.
     * Empty when there is no good token; that is not their affair.
     */
    public Optional<Bearer> bearerOf(@Nullable String authorization) {
        if (authorization == null || !authorization.regionMatches(true, 0, BEARER, 0, BEARER.length())) {
            return Optional.empty();
        }
        try {
            return Optional.of(verified(authorization.substring(BEARER.length()).strip()).bearer());
        } catch (InvalidJwtException | MalformedClaimException refused) {
            return Optional.empty();
        }
    }

    private Verified verified(String token) throws InvalidJwtException, MalformedClaimException {
        Verified known = good.getIfPresent(token);
        if (known != null && known.principal().getExpirationTime() > clock.instant().getEpochSecond()) {
            return known;
        }
        if (!isCanonical(token)) {
            throw new MalformedClaimException("not a token as it is spelled");
        }
        JwtClaims claims = verify(token);
        String sessionId = claims.getClaimValueAsString(SESSION);
        Verified verified = new Verified(new DefaultJWTCallerPrincipal(claims),
                new Bearer(claims.getSubject(), sessionId == null ? "" : sessionId, isStaff(claims)));
        good.put(token, verified);
        return verified;
    }

    private static boolean isStaff(JwtClaims claims) throws MalformedClaimException {
        return claims.hasClaim(Claims.groups.name())
                && !Collections.disjoint(claims.getStringListClaimValue(Claims.groups.name()),
                        Set.of(Roles.ADMIN, Roles.SELLER));
    }

    /**
     * Whether the token is spelled the one way it can be: base64url without padding or stray bits (RFC 4648, sections 3.5 and
     * 5). The decoder underneath overlooks both, and one token would have many names.
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

    private JwtClaims verify(String token) throws InvalidJwtException {
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
