package dev.tradepost.platform.job;

import java.math.BigInteger;
import java.time.Duration;

import jakarta.enterprise.context.ApplicationScoped;

import org.eclipse.microprofile.config.ConfigProvider;

import io.quarkus.runtime.configuration.MemorySize;
import io.quarkus.test.Mock;
import io.smallrye.config.SmallRyeConfig;

/** Uploads may have as much as is configured, until a test gives them less. */
@Mock
@ApplicationScoped
public class ChangeableJobs implements JobConfig {

    private final JobConfig configured = ConfigProvider.getConfig().unwrap(SmallRyeConfig.class)
            .getConfigMapping(JobConfig.class);
    private volatile MemorySize bytesPerUser = configured.maxUploadBytesPerUser();
    private volatile MemorySize bytes = configured.maxUploadBytes();

    public void limitEachUser(long most) {
        bytesPerUser = new MemorySize(BigInteger.valueOf(most));
    }

    public void limitAll(long most) {
        bytes = new MemorySize(BigInteger.valueOf(most));
    }

    public void reset() {
        bytesPerUser = configured.maxUploadBytesPerUser();
        bytes = configured.maxUploadBytes();
    }

    @Override
    public Duration poll() {
        return configured.poll();
    }

    @Override
    public Duration lease() {
        return configured.lease();
    }

    @Override
    public Duration uploadLease() {
        return configured.uploadLease();
    }

    @Override
    public Duration retention() {
        return configured.retention();
    }

    @Override
    public int maxOpen() {
        return configured.maxOpen();
    }

    @Override
    public MemorySize maxUploadBytesPerUser() {
        return bytesPerUser;
    }

    @Override
    public MemorySize maxUploadBytes() {
        return bytes;
    }

    @Override
    public int maxAttempts() {
        return configured.maxAttempts();
    }
}
