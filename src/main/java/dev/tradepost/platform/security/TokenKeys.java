package dev.tradepost.platform.security;

import java.nio.charset.StandardCharsets;
import java.util.Optional;

import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;

import jakarta.inject.Singleton;

import org.jose4j.jwa.AlgorithmConstraints;
import org.jose4j.jwa.AlgorithmConstraints.ConstraintType;
import org.jose4j.jws.AlgorithmIdentifiers;
import org.jose4j.jwt.consumer.JwtConsumer;
import org.jose4j.jwt.consumer.JwtConsumerBuilder;
import org.jspecify.annotations.Nullable;

import io.quarkus.runtime.LaunchMode;

import dev.tradepost.platform.startup.StartCheck;

/** The keys of {@link TokenConfig}, checked at start: production does not run on a missing, short or published secret. */
@Singleton
public class TokenKeys implements StartCheck {

    /** Prefix of the secrets for development and tests, which are in the sources. */
    private static final String PUBLISHED = "insecure-";

    /** Maximum difference between the clocks of two instances, in seconds. */
    private static final int CLOCK_SKEW = 5;

    private final SecretKey access;
    private final SecretKey refresh;
    private final @Nullable SecretKey previousAccess;

    TokenKeys(TokenConfig config, LaunchMode mode) {
        access = key("JWT_SECRET", config.secret(), mode);
        refresh = key("JWT_REFRESH_SECRET", config.refreshSecret(), mode);
        previousAccess = config.previousSecret().isEmpty()
                ? null
                : key("JWT_SECRET_PREVIOUS", config.previousSecret(), mode);
        if (refresh.equals(access) || refresh.equals(previousAccess)) {
            throw new IllegalStateException("JWT_REFRESH_SECRET must differ from JWT_SECRET and JWT_SECRET_PREVIOUS");
        }
    }

    public SecretKey access() {
        return access;
    }

    public SecretKey refresh() {
        return refresh;
    }

    @Nullable
    SecretKey previousAccess() {
        return previousAccess;
    }

    /** Accepts tokens that are signed with this key by HS256, with our issuer, a subject and an expiry. */
    public static JwtConsumer verifier(SecretKey key) {
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

    private static SecretKey key(String variable, Optional<String> secret, LaunchMode mode) {
        byte[] bytes = secret.orElse("").getBytes(StandardCharsets.UTF_8);
        if (bytes.length < TokenConfig.MIN_SECRET_BYTES) {
            throw new IllegalStateException("%s must be at least %d bytes of random text, but has %d"
                    .formatted(variable, TokenConfig.MIN_SECRET_BYTES, bytes.length));
        }
        if (mode == LaunchMode.NORMAL && secret.orElse("").startsWith(PUBLISHED)) {
            throw new IllegalStateException(
                    variable + " is a published secret from the sources; set your own");
        }
        return new SecretKeySpec(bytes, "HmacSHA256");
    }
}
