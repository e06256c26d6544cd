package dev.tradepost.platform.security;

import java.time.Duration;
import java.util.Collection;
import java.util.UUID;

import jakarta.enterprise.context.ApplicationScoped;

import org.jboss.logging.Logger;

import dev.tradepost.platform.redis.RedisGate;

/**
 * The state of sessions in Redis, which saves requests a query: docs/adr/0010. The database stays the truth: a reader that finds no state
 * asks it, and a transaction that revokes a session calls {@link #fence} before it commits.
 */
@ApplicationScoped
public class SessionRevocations {

    /** For how long a session that was found alive is believed to be. */
    public static final Duration TRUST = Duration.ofMinutes(1);

    static final String LIVE = "live";
    static final String REVOKED = "revoked";
    private static final String ASK = "ask";
    /** Longer than any transaction, so that no reader who saw the state before the commit can put a mark after the doubt. */
    private static final Duration DOUBT = Duration.ofMinutes(1);

    private static final Logger LOG = Logger.getLogger(SessionRevocations.class);

    private final RedisGate redis;
    private final TokenConfig config;

    SessionRevocations(RedisGate redis, TokenConfig config) {
        this.redis = redis;
        this.config = config;
    }

    /** Under which the mark of a session stands. */
    public static String key(String sessionId) {
        return "session:" + sessionId;
    }

    /** Has been looked up and is alive; does not take the place of a doubt. Nobody waits for it. */
    void foundAlive(UUID sessionId) {
        redis.send("SET", key(sessionId.toString()), LIVE, "EX", seconds(TRUST), "NX")
                .onFailure(away -> LOG.debugf("A session is not marked: %s", away.getMessage()));
    }

    /** Has been looked up and has ended, which it has for good. Nobody waits for it. */
    void foundEnded(UUID sessionId) {
        redis.send("SET", key(sessionId.toString()), REVOKED, "EX", seconds(config.accessLifetime()))
                .onFailure(away -> LOG.debugf("An ended session is not marked: %s", away.getMessage()));
    }

    /**
     * Sends every reader of these sessions to the database from now on. To be called before the transaction that ends them
     * commits: after a crash between the two the database still decides. Without Redis nothing happens; {@link #announce} makes
     * up for it.
     */
    public void fence(Collection<UUID> sessionIds) {
        try {
            mark(sessionIds, ASK, DOUBT);
        } catch (RedisGate.RedisUnavailable away) {
            LOG.debugf("Sessions end without Redis: %s", away.getMessage());
        }
    }

    /**
     * Marks sessions as ended for as long as one of their access tokens could live.
     *
     * @throws RedisGate.RedisUnavailable if that could not be done
     */
    public void announce(Collection<UUID> sessionIds) {
        mark(sessionIds, REVOKED, config.accessLifetime());
    }

    private void mark(Collection<UUID> sessionIds, String mark, Duration lifetime) {
        redis.askAll(sessionIds.stream()
                .map(id -> RedisGate.request("SET", key(id.toString()), mark, "EX", seconds(lifetime))).toList());
    }

    private static String seconds(Duration time) {
        return Long.toString(time.toSeconds());
    }
}
