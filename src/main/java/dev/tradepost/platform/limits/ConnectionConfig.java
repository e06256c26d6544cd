package dev.tradepost.platform.limits;

import java.time.Duration;
import java.util.Set;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** Connections of clients to the API. */
@ConfigMapping(prefix = "tradepost.http.connections")
interface ConnectionConfig {

    /** Connections at the same time; one more is closed at once. Each costs some 20 KB. */
    @WithDefault("4000")
    int max();

    /** From the first byte of a request, or from the connection's beginning, to the end of its headers. */
    @WithDefault("10s")
    Duration headerTimeout();

    /** From the end of the headers to the end of the body. */
    @WithDefault("30s")
    Duration bodyTimeout();

    /** Paths whose bodies may take as long as they move. */
    @WithDefault("${tradepost.http.upload-paths}")
    Set<String> uploadPaths();
}
