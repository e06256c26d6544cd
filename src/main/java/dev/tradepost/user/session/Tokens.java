package dev.tradepost.user.session;

import java.security.MessageDigest;
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

import dev.tradepost.kernel.Ids;
import dev.tradepost.kernel.Problem;
import dev.tradepost.platform.crypto.Sha256;
import dev.tradepost.platform.security.TokenConfig;
import dev.tradepost.platform.security.TokenKeys;
import dev.tradepost.user.account.Account;

/**
 * Signs token pairs (RFC 7519, HS256). The two kinds are signed with different secrets, so that neither can pass for the
 * other.
 */
@ApplicationScoped
class Tokens {

    /** Code of the problem with a token that nobody here has signed. */
    static final String NOT_OURS = "unauthenticated";

    private final TokenConfig config;
    private final TokenKeys keys;
    private final JwtConsumer refreshTokens;

    Tokens(TokenConfig config, TokenKeys keys) {
        this.config = config;
        this.keys = keys;
        this.refreshTokens = TokenKeys.verifier(keys.refresh());
    }

    /** What a refresh token of ours says. */
    record RefreshToken(UUID userId, UUID sessionId) {}

    /** @throws Problem.Unauthenticated {@code unauthenticated} if it is none of ours, {@code token_expired} if it was */
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

    /** @param expiresIn seconds that the access token is good for */
    record TokenPair(String access, String refresh, long expiresIn) {

        /** Both tokens; {@link Tokens#pair} reads it. */
        String asText() {
            return access + " " + refresh;
        }
    }

    /**
     * Reads {@link TokenPair#asText}.
     *
     * @param currentHash of the refresh token that is good now
     * @return empty if that is another one: an instance of the release before may have rotated since, and kept no successor
     */
    Optional<TokenPair> pair(String text, byte[] currentHash) {
        int gap = text.indexOf(' ');
        String refresh = text.substring(gap + 1);
        return MessageDigest.isEqual(hash(refresh), currentHash)
                ? Optional.of(new TokenPair(text.substring(0, gap), refresh, config.accessLifetime().toSeconds()))
                : Optional.empty();
    }

    TokenPair issue(Account account, UUID sessionId, Instant now) {
        String access = Jwt.issuer(TokenConfig.ISSUER)
                .subject(account.userId().toString())
                .groups(Set.of(account.role()))
                .claim("userId", account.userId().toString())
                .claim("email", account.email())
                .claim("role", account.role())
                .claim("sid", sessionId.toString())
                .claim("jti", Ids.next().toString())
                .issuedAt(now)
                .expiresAt(now.plus(config.accessLifetime()))
                .jws().algorithm(SignatureAlgorithm.HS256).sign(keys.access());
        String refresh = Jwt.issuer(TokenConfig.ISSUER)
                .subject(account.userId().toString())
                .claim("userId", account.userId().toString())
                .claim("sid", sessionId.toString())
                .claim("jti", Ids.next().toString())
                .issuedAt(now)
                .expiresAt(now.plus(config.refreshLifetime()))
                .jws().algorithm(SignatureAlgorithm.HS256).sign(keys.refresh());
        return new TokenPair(access, refresh, config.accessLifetime().toSeconds());
    }

    /** What is stored of a token. It is random enough for a plain hash. */
    static byte[] hash(String token) {
        return Sha256.of(token);
    }
}
