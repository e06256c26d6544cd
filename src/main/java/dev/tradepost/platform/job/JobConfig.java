package dev.tradepost.platform.job;

import java.time.Duration;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** How jobs are found, held and forgotten. */
@ConfigMapping(prefix = "tradepost.job")
interface JobConfig {

    /** How often each instance looks for work without having been woken: finds what another one has left. */
    @WithDefault("2s")
    Duration poll();

    /** How long a job belongs to an instance that gives no sign of life. Much longer than a batch takes. */
    @WithDefault("30s")
    Duration lease();

    /** How long an upload may stand still; longer than the server waits for its next byte. */
    @WithDefault("5m")
    Duration uploadLease();

    /** How long an ended job and its errors can be looked at. */
    @WithDefault("7d")
    Duration retention();

    /** Jobs that one user may have uploading, waiting and running. */
    @WithDefault("20")
    int maxOpen();

    /** What the uploads of one user may have together until their jobs have ended; administrators are not bound by it. */
    @WithDefault("200M")
    MemorySize maxUploadBytesPerUser();

    /** The same of all users together. */
    @WithDefault("4G")
    MemorySize maxUploadBytes();

    /** How often a job is begun without getting on before it is given up. */
    @WithDefault("5")
    int maxAttempts();
}
