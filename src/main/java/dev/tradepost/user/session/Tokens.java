package dev.tradepost.user.session;

import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

import jakarta.enterprise.context.ApplicationScoped;

import org.jose4j.jwt.JwtClaims;
import org.jose4j.jwt.MalformedClaimException;
import org.jose4j.jwt.consumer.InvalidJwtException;
import org.jose4j.jwt.consumer.JwtConsumer;

import io.smallrye.jwt.algorithm.SignatureAlgorithm;
import io.smallrye.jwt.build.Jwt;
import io.smallrye.jwt.build.JwtClaimsBuilder;

import dev.tradepost.kernel.Ids;
import dev.tradepost.kernel.Problem;
import dev.tradepost.platform.crypto.Sha256;
import dev.tradepost.platform.security.TokenConfig;
import dev.tradepost.platform.security.TokenKeys;
import dev.tradepost.user.account.Account;

/** Signs token pairs (RFC 7519, HS256). Access and refresh tokens have different secrets, so that one cannot be used as the other. */
@ApplicationScoped
class Tokens {

    /** Problem code for a token that we have not signed. */
    static final String NOT_OURS = "unauthenticated";

    private final TokenConfig config;
    private final TokenKeys keys;
    private final JwtConsumer refreshTokens;

    Tokens(TokenConfig config, TokenKeys keys) {
        this.config = config;
        this.keys = keys;
        this.refreshTokens = TokenKeys.verifier(keys.refresh());
    }

    /** The claims of a refresh token. */
    record RefreshToken(UUID userId, UUID sessionId) {}

    /** @throws Problem.Unauthenticated {@code unauthenticated} if we have not signed it, {@code token_expired} */
    RefreshToken readRefresh(String token) {
        try {
            JwtClaims claims = refreshTokens.processToClaims(token);
            String sessionId = claims.getStringClaimValue("sid");
            if (sessionId == null) {
                throw notOurs();
            }
            return new RefreshToken(UUID.fromString(claims.getSubject()), UUID.fromString(sessionId));
        } catch (InvalidJwtException refused) {
            throw refused.hasExpired()
                    ? new Problem.Unauthenticated("token_expired", "The refresh token has expired; sign in again")
                    : notOurs();
        } catch (MalformedClaimException | IllegalArgumentException strange) {
            throw notOurs();
        }
    }

    private static Problem.Unauthenticated notOurs() {
        return new Problem.Unauthenticated(NOT_OURS, "The refresh token is not accepted; sign in again");
    }

    /** @param expiresIn lifetime of the access token in seconds */
    record TokenPair(String access, String refresh, long expiresIn) {

        /** Both tokens; {@link Tokens#pair} reads it. */
        String asText() {
            return access + " " + refresh;
        }
    }

    /**
     * Parses {@link TokenPair#asText}.
     *
     * @param currentHash hash of the session's current refresh token
     * @return empty if the pair has another one: an instance of the previous release rotated later, and stored no successor
     */
    Optional<TokenPair> pair(String text, byte[] currentHash) {
        int gap = text.indexOf(' ');
        String refresh = text.substring(gap + 1);
        return MessageDigest.isEqual(hash(refresh), currentHash)
                ? Optional.of(new TokenPair(text.substring(0, gap), refresh, config.accessLifetime().toSeconds()))
                : Optional.empty();
    }

    TokenPair issue(Account account, UUID sessionId, Instant now) {
        String access = claims(account, sessionId, now, config.accessLifetime()).groups(Set.of(account.role()))
                .claim("email", account.email()).claim("role", account.role())
                .jws().algorithm(SignatureAlgorithm.HS256).sign(keys.access());
        String refresh = claims(account, sessionId, now, config.refreshLifetime())
                .jws().algorithm(SignatureAlgorithm.HS256).sign(keys.refresh());
        return new TokenPair(access, refresh, config.accessLifetime().toSeconds());
    }

    private static JwtClaimsBuilder claims(Account account, UUID sessionId, Instant now, Duration lifetime) {
        String userId = account.userId().toString();
        return Jwt.issuer(TokenConfig.ISSUER).subject(userId).claim("userId", userId)
                .claim("sid", sessionId.toString()).claim("jti", Ids.next().toString()).issuedAt(now)
                .expiresAt(now.plus(lifetime));
    }

    /** The form in which a token is stored. It is random, so a hash without salt is enough. */
    static byte[] hash(String token) {
        return Sha256.of(token);
    }
}
