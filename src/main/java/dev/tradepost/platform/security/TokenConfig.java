package dev.tradepost.platform.security;

import java.time.Duration;
import java.util.Optional;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** Secrets and lifetimes of tokens. The secrets are at least {@link #MIN_SECRET_BYTES} bytes long (RFC 7518, section 3.2). */
@ConfigMapping(prefix = "tradepost.token")
public interface TokenConfig {

    int MIN_SECRET_BYTES = 32;
    String ISSUER = "tradepost";

    /** Signs and verifies access tokens. */
    Optional<String> secret();

    /** Signs and verifies refresh tokens. Must differ from {@link #secret()}. */
    Optional<String> refreshSecret();

    /** The secret before a rotation: verifies access tokens, and signs none. */
    Optional<String> previousSecret();

    @WithDefault("24h")
    Duration accessLifetime();

    @WithDefault("7d")
    Duration refreshLifetime();
}
