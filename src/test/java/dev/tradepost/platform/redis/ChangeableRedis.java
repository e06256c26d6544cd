package dev.tradepost.platform.redis;

import java.time.Duration;
import java.time.Instant;

import jakarta.enterprise.context.ApplicationScoped;

import org.eclipse.microprofile.config.ConfigProvider;

import io.quarkus.test.Mock;
import io.smallrye.config.SmallRyeConfig;

/** The configured timeout, which is long for busy machines, until a test stops Redis. */
@Mock
@ApplicationScoped
public class ChangeableRedis implements RedisConfig {

    /** Twice the time after which commands with the short timeout have failed, because timers are late. */
    public static final Duration LATEST = Duration.ofMillis(400);

    private static final Duration IMPATIENT = Duration.ofMillis(200);

    private final RedisConfig configured = ConfigProvider.getConfig().unwrap(SmallRyeConfig.class)
            .getConfigMapping(RedisConfig.class);
    /** When the test stopped Redis; null while it runs. */
    private volatile Instant gaveUp;
    private volatile boolean insisting;

    /** From now on the first commands fail after moments, and later ones at once, however slow the test is. */
    public void giveUp() {
        gaveUp = Instant.now();
    }

    /** From now on the circuit stays closed: a command that an earlier test lost fails many seconds later, and would open it. */
    public void insist() {
        insisting = true;
    }

    /** Redis is used again, within the configured open duration. */
    public void reset() {
        gaveUp = null;
        insisting = false;
    }

    @Override
    public Duration timeout() {
        return gaveUp == null ? configured.timeout() : IMPATIENT;
    }

    /** A failure since the test stopped Redis keeps the circuit open. */
    @Override
    public Duration openDuration() {
        Instant since = gaveUp;
        if (since != null) {
            return Duration.between(since, Instant.now());
        }
        return insisting ? Duration.ZERO : configured.openDuration();
    }
}
