package dev.tradepost.platform.security;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.UUID;

import jakarta.enterprise.context.ApplicationScoped;

import org.jboss.logging.Logger;

import io.smallrye.mutiny.Uni;

import dev.tradepost.platform.redis.RedisGate;

/**
 * What Redis knows of sessions, so that a request need not ask the database: docs/adr/0010. The database stays the truth: a mark
 * that is missing sends the reader there, and whoever ends a session puts {@link #doubt} on it before they commit.
 */
@ApplicationScoped
public class LiveSessions {

    /** For how long a session that was found alive is believed to be. */
    public static final Duration TRUST = Duration.ofMinutes(1);

    static final String LIVE = "live";
    static final String REVOKED = "revoked";
    private static final String ASK = "ask";
    /** Longer than any transaction, so that no reader who saw the state before the commit can put a mark after the doubt. */
    private static final Duration DOUBT = Duration.ofMinutes(1);

    private static final Logger LOG = Logger.getLogger(LiveSessions.class);

    private final RedisGate redis;
    private final TokenConfig config;

    LiveSessions(RedisGate redis, TokenConfig config) {
        this.redis = redis;
        this.config = config;
    }

    /** Under which the mark of a session stands. */
    public static String key(String sessionId) {
        return "session:" + sessionId;
    }

    /** Has been looked up and is alive; does not take the place of a doubt. Nobody waits for it. */
    void foundAlive(UUID sessionId) {
        set(sessionId, LIVE, TRUST, "NX").subscribe().with(_ -> LOG.trace("marked"),
                away -> LOG.debugf("A session is not marked: %s", away.getMessage()));
    }

    /**
     * Sends every reader of these sessions to the database from now on. To be called before the transaction that ends them
     * commits: after a crash between the two the database still decides. Without Redis nothing happens; {@link #announce} makes
     * up for it.
     */
    public void doubt(Collection<UUID> sessionIds) {
        List<Uni<Void>> marks = sessionIds.stream()
                .map(id -> set(id, ASK, DOUBT).onFailure(RedisGate.Away.class).recoverWithNull()).toList();
        if (!marks.isEmpty()) {
            Uni.join().all(marks).andFailFast().await().indefinitely();
        }
    }

    /**
     * Marks sessions as ended for as long as one of their access tokens could live.
     *
     * @throws RedisGate.Away if that could not be done
     */
    public void announce(Collection<UUID> sessionIds) {
        List<Uni<Void>> marks = sessionIds.stream().map(id -> set(id, REVOKED, config.accessLifetime())).toList();
        if (!marks.isEmpty()) {
            Uni.join().all(marks).andFailFast().await().indefinitely();
        }
    }

    private Uni<Void> set(UUID sessionId, String mark, Duration lifetime, String... condition) {
        String[] arguments = new String[4 + condition.length];
        arguments[0] = key(sessionId.toString());
        arguments[1] = mark;
        arguments[2] = "EX";
        arguments[3] = Long.toString(lifetime.toSeconds());
        System.arraycopy(condition, 0, arguments, 4, condition.length);
        return redis.send("SET", arguments).replaceWithVoid();
    }
}
