package dev.tradepost.platform.limits;

import java.time.Duration;
import java.util.Set;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** Limits of client connections to the API. */
@ConfigMapping(prefix = "tradepost.http.connections")
interface ConnectionConfig {

    /** Maximum number of open connections; further ones are closed at once. Each costs about 20 KB. */
    @WithDefault("4000")
    int max();

    /** From the first byte of a request, or from the start of the connection, to the end of the headers. */
    @WithDefault("10s")
    Duration headerTimeout();

    /**
     * From the end of the headers to the end of the body. Short, because the request has its permit meanwhile: within the rate limit one client
     * must not be able to hold them all.
     */
    @WithDefault("5s")
    Duration bodyTimeout();

    /** Paths without a body timeout; the idle timeout still applies. */
    @WithDefault("${tradepost.http.upload-paths}")
    Set<String> uploadPaths();
}
