package dev.tradepost.platform.security;

import java.time.Duration;
import java.util.Collection;
import java.util.UUID;

import jakarta.enterprise.context.ApplicationScoped;

import org.jboss.logging.Logger;

import dev.tradepost.platform.redis.RedisGate;

/**
 * The state of sessions in Redis, which saves a query per request: docs/adr/0010. The database decides. A reader that finds no state in
 * Redis asks the database, and a transaction that revokes a session calls {@link #fence} before it commits.
 */
@ApplicationScoped
public class SessionRevocations {

    /** How long a session counts as live after the database has confirmed it. */
    public static final Duration TRUST = Duration.ofMinutes(1);

    static final String LIVE = "live";
    static final String REVOKED = "revoked";
    private static final String FENCED = "ask";
    /** Longer than any transaction: a reader that saw the state before the commit cannot store it after the fence. */
    private static final Duration FENCE_LIFETIME = Duration.ofMinutes(1);

    private static final Logger LOG = Logger.getLogger(SessionRevocations.class);

    private final RedisGate redis;
    private final TokenConfig config;

    SessionRevocations(RedisGate redis, TokenConfig config) {
        this.redis = redis;
        this.config = config;
    }

    /** The Redis key of a session. */
    public static String key(String sessionId) {
        return "session:" + sessionId;
    }

    /** Stores that the database has the session as live, unless it is fenced. Does not wait for Redis. */
    void markLive(UUID sessionId) {
        redis.send("SET", key(sessionId.toString()), LIVE, "EX", seconds(TRUST), "NX")
                .onFailure(away -> LOG.debugf("A live session is not stored in Redis: %s", away.getMessage()));
    }

    /** Stores that the session is revoked, which is final. Does not wait for Redis. */
    void markRevoked(UUID sessionId) {
        redis.send("SET", key(sessionId.toString()), REVOKED, "EX", seconds(config.accessLifetime()))
                .onFailure(away -> LOG.debugf("A revoked session is not stored in Redis: %s", away.getMessage()));
    }

    /**
     * Sends all readers of these sessions to the database. Must be called before the revoking transaction commits: after a crash in
     * between, the database still decides. Has no effect if Redis is down; {@link #announce} repairs that.
     */
    public void fence(Collection<UUID> sessionIds) {
        try {
            mark(sessionIds, FENCED, FENCE_LIFETIME);
        } catch (RedisGate.RedisUnavailable away) {
            LOG.debugf("Sessions are revoked without Redis: %s", away.getMessage());
        }
    }

    /**
     * Stores that the sessions are revoked, for the longest lifetime of their access tokens.
     *
     * @throws RedisGate.RedisUnavailable if Redis has not confirmed it
     */
    public void announce(Collection<UUID> sessionIds) {
        mark(sessionIds, REVOKED, config.accessLifetime());
    }

    private void mark(Collection<UUID> sessionIds, String state, Duration lifetime) {
        redis.askAll(sessionIds.stream()
                .map(id -> RedisGate.request("SET", key(id.toString()), state, "EX", seconds(lifetime))).toList());
    }

    private static String seconds(Duration time) {
        return Long.toString(time.toSeconds());
    }
}
