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
 * The streams that are open on this instance. A request is checked once, a stream goes on: so whoever sends heartbeats asks here which
 * sessions have ended, once for all streams.
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
     * Counts one more.
     *
     * @param until when the access token ends
     * @throws Problem.TooMany {@code rate_limited} if the user has as many as one may have
     */
    public OpenStream open(UUID userId, UUID sessionId, Instant until) {
        if (byUser.merge(userId, 1, Integer::sum) > config.maxPerUser()) {
            oneLess(userId);
            throw new Problem.TooMany("rate_limited", "You have too many streams open; close one of them",
                    RETRY_SECONDS);
        }
        OpenStream stream = new OpenStream(userId, sessionId, Duration.between(clock.instant(), until),
                this::closed);
        open.add(stream);
        return stream;
    }

    private void closed(OpenStream stream) {
        open.remove(stream);
        oneLess(stream.userId());
    }

    private void oneLess(UUID userId) {
        byUser.computeIfPresent(userId, (_, streams) -> streams == 1 ? null : streams - 1);
    }

    /** Ends the streams whose sessions have ended. While that cannot be found out they go on, until the next time. */
    public void endWhereSessionEnded() {
        Set<UUID> asked = open.stream().map(OpenStream::sessionId).collect(Collectors.toSet());
        if (asked.isEmpty()) {
            return;
        }
        try {
            Set<UUID> live = sessions.live(asked);
            open.stream().filter(stream -> asked.contains(stream.sessionId()) && !live.contains(stream.sessionId()))
                    .forEach(OpenStream::end);
        } catch (RuntimeException away) {
            LOG.debugf(away, "Sessions of streams cannot be read now");
        }
    }
}
