package dev.tradepost.platform.security;

import java.time.Duration;
import java.util.Optional;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** Secrets and lifetimes of tokens. The secrets are at least {@link #SHORTEST_SECRET} bytes long (RFC 7518, section 3.2). */
@ConfigMapping(prefix = "tradepost.token")
public interface TokenConfig {

    int SHORTEST_SECRET = 32;
    String ISSUER = "tradepost";

    /** Signs and verifies access tokens. */
    Optional<String> secret();

    /** Signs and verifies refresh tokens; never equal to {@link #secret()}. */
    Optional<String> refreshSecret();

    /** Still verifies access tokens while the secret is being rotated; signs none. */
    Optional<String> previousSecret();

    @WithDefault("24h")
    Duration accessLifetime();

    @WithDefault("7d")
    Duration refreshLifetime();
}
