package dev.tradepost.platform.redis;

import java.time.Duration;
import java.time.Instant;

import jakarta.enterprise.context.ApplicationScoped;

import org.eclipse.microprofile.config.ConfigProvider;

import io.quarkus.test.Mock;
import io.smallrye.config.SmallRyeConfig;

/** Waits as long as is configured, which on a busy machine is long, until a test takes Redis away. */
@Mock
@ApplicationScoped
public class ChangeableRedis implements RedisConfig {

    /** The latest that what was asked while nobody had patience can be known to be unanswered; twice that, because timers are late. */
    public static final Duration LATEST = Duration.ofMillis(400);

    private static final Duration IMPATIENT = Duration.ofMillis(200);

    private final RedisConfig configured = ConfigProvider.getConfig().unwrap(SmallRyeConfig.class)
            .getConfigMapping(RedisConfig.class);
    /** When it was given up; null while it is there. */
    private volatile Instant gaveUp;

    /** From now on the first who ask wait for moments, and whoever comes after has not to wait at all, however slow the test is. */
    public void giveUp() {
        gaveUp = Instant.now();
    }

    /** Redis is asked again, within the pause that is configured. */
    public void reset() {
        gaveUp = null;
    }

    @Override
    public Duration timeout() {
        return gaveUp == null ? configured.timeout() : IMPATIENT;
    }

    /** Whoever has waited in vain since it was given up is the last. */
    @Override
    public Duration openDuration() {
        Instant since = gaveUp;
        return since == null ? configured.openDuration() : Duration.between(since, Instant.now());
    }
}
