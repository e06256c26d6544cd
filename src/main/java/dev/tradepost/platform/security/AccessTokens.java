package dev.tradepost.platform.security;

import javax.crypto.SecretKey;

import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Alternative;

import io.smallrye.jwt.auth.principal.DefaultJWTCallerPrincipal;
import io.smallrye.jwt.auth.principal.JWTAuthContextInfo;
import io.smallrye.jwt.auth.principal.JWTCallerPrincipal;
import io.smallrye.jwt.auth.principal.JWTCallerPrincipalFactory;
import io.smallrye.jwt.auth.principal.ParseException;
import org.jose4j.jwa.AlgorithmConstraints;
import org.jose4j.jwa.AlgorithmConstraints.ConstraintType;
import org.jose4j.jws.AlgorithmIdentifiers;
import org.jose4j.jwt.consumer.ErrorCodes;
import org.jose4j.jwt.consumer.InvalidJwtException;
import org.jose4j.jwt.consumer.JwtConsumer;
import org.jose4j.jwt.consumer.JwtConsumerBuilder;
import org.jspecify.annotations.Nullable;

/**
 * Verifies access tokens: HS256 and nothing else, our issuer, an expiry, a subject. In the place of the extension's own
 * verifier because that one knows a single secret, and a secret can only be rotated while two are accepted.
 */
@Alternative
@Priority(1)
@ApplicationScoped
class AccessTokens extends JWTCallerPrincipalFactory {

    /** Seconds by which the clocks of two instances may differ. */
    private static final int CLOCK_SKEW = 5;

    private final JwtConsumer current;
    private final @Nullable JwtConsumer previous;

    AccessTokens(TokenKeys keys) {
        current = consumer(keys.access());
        previous = keys.previousAccess() == null ? null : consumer(keys.previousAccess());
    }

    @Override
    public JWTCallerPrincipal parse(String token, JWTAuthContextInfo ignored) throws ParseException {
        try {
            return new DefaultJWTCallerPrincipal(verify(token));
        } catch (InvalidJwtException refused) {
            throw new ParseException("The access token is not accepted", refused);
        }
    }

    private org.jose4j.jwt.JwtClaims verify(String token) throws InvalidJwtException {
        try {
            return current.processToClaims(token);
        } catch (InvalidJwtException refused) {
            if (previous != null && refused.hasErrorCode(ErrorCodes.SIGNATURE_INVALID)) {
                return previous.processToClaims(token);
            }
            throw refused;
        }
    }

    private static JwtConsumer consumer(SecretKey key) {
        return new JwtConsumerBuilder()
                .setVerificationKey(key)
                .setJwsAlgorithmConstraints(
                        new AlgorithmConstraints(ConstraintType.PERMIT, AlgorithmIdentifiers.HMAC_SHA256))
                .setExpectedIssuer(TokenConfig.ISSUER)
                .setRequireExpirationTime()
                .setRequireSubject()
                .setAllowedClockSkewInSeconds(CLOCK_SKEW)
                .setSkipDefaultAudienceValidation()
                .build();
    }
}
