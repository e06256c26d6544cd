package dev.tradepost.platform.job;

import java.time.Duration;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** Jobs: polling, leases, limits. */
@ConfigMapping(prefix = "tradepost.job")
interface JobConfig {

    /** How often each instance looks for jobs that it was not notified of, such as those of an instance that died. */
    @WithDefault("2s")
    Duration poll();

    /** Each batch renews the lease. Much longer than a batch takes. */
    @WithDefault("30s")
    Duration lease();

    /** How long an upload may stall. Longer than the server waits for its next byte. */
    @WithDefault("5m")
    Duration uploadLease();

    /** How long a finished job and its errors are kept. */
    @WithDefault("7d")
    Duration retention();

    /** Unfinished jobs of one user. */
    @WithDefault("20")
    int maxOpen();

    /** Total size of the uploads of a user's unfinished jobs. Does not apply to administrators. */
    @WithDefault("200M")
    MemorySize maxUploadBytesPerUser();

    /** The same for all users together. */
    @WithDefault("4G")
    MemorySize maxUploadBytes();

    /** Attempts without progress before a job fails. */
    @WithDefault("5")
    int maxAttempts();
}
