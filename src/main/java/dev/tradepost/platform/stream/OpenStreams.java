package dev.tradepost.platform.stream;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

import jakarta.enterprise.context.ApplicationScoped;

import org.jboss.logging.Logger;

import dev.tradepost.kernel.Problem;
import dev.tradepost.platform.security.SessionDirectory;

/**
 * The open streams of this instance. A request is checked once, but a stream goes on; so the sender of heartbeats calls
 * {@link #endWhereSessionEnded} regularly.
 */
@ApplicationScoped
public class OpenStreams {

    private static final Logger LOG = Logger.getLogger(OpenStreams.class);
    private static final int RETRY_SECONDS = 30;

    private final Set<OpenStream> open = ConcurrentHashMap.newKeySet();
    private final Map<UUID, Integer> byUser = new ConcurrentHashMap<>();
    private final SessionDirectory sessions;
    private final StreamConfig config;
    private final Clock clock;

    OpenStreams(SessionDirectory sessions, StreamConfig config, Clock clock) {
        this.sessions = sessions;
        this.config = config;
        this.clock = clock;
    }

    /**
     * Opens a stream.
     *
     * @param until expiry of the access token
     * @throws Problem.TooMany {@code rate_limited} if the user has reached the limit
     */
    public OpenStream open(UUID userId, UUID sessionId, Instant until) {
        if (byUser.merge(userId, 1, Integer::sum) > config.maxPerUser()) {
            release(userId);
            throw new Problem.TooMany("rate_limited", "You have too many open streams; close one of them",
                    RETRY_SECONDS);
        }
        OpenStream stream = new OpenStream(userId, sessionId, Duration.between(clock.instant(), until),
                this::closed);
        open.add(stream);
        return stream;
    }

    private void closed(OpenStream stream) {
        open.remove(stream);
        release(stream.userId());
    }

    private void release(UUID userId) {
        byUser.computeIfPresent(userId, (_, streams) -> streams == 1 ? null : streams - 1);
    }

    /** Ends the streams of sessions that have ended. Without a database they go on until the next call. */
    public void endWhereSessionEnded() {
        Set<UUID> sessionIds = open.stream().map(OpenStream::sessionId).collect(Collectors.toSet());
        if (sessionIds.isEmpty()) {
            return;
        }
        try {
            Set<UUID> live = sessions.live(sessionIds);
            open.stream()
                    .filter(stream -> sessionIds.contains(stream.sessionId()) && !live.contains(stream.sessionId()))
                    .forEach(OpenStream::end);
        } catch (RuntimeException away) {
            LOG.debugf(away, "The sessions of open streams cannot be read");
        }
    }
}
