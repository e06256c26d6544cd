package dev.tradepost.user.session;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.Set;
import java.util.UUID;

import jakarta.enterprise.context.ApplicationScoped;

import io.smallrye.jwt.algorithm.SignatureAlgorithm;
import io.smallrye.jwt.build.Jwt;

import dev.tradepost.kernel.Ids;
import dev.tradepost.platform.security.TokenConfig;
import dev.tradepost.platform.security.TokenKeys;
import dev.tradepost.user.account.Account;

/**
 * Signs token pairs (RFC 7519, HS256). The two kinds are signed with different secrets, so that neither can pass for the
 * other.
 */
@ApplicationScoped
class Tokens {

    private final TokenConfig config;
    private final TokenKeys keys;

    Tokens(TokenConfig config, TokenKeys keys) {
        this.config = config;
        this.keys = keys;
    }

    /** @param expiresIn seconds that the access token is good for */
    record Pair(String access, String refresh, long expiresIn) {}

    Pair issue(Account account, UUID sessionId, Instant now) {
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
        return new Pair(access, refresh, config.accessLifetime().toSeconds());
    }

    /** What is stored of a token. It is random enough for a plain hash. */
    static byte[] hash(String token) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.US_ASCII));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
