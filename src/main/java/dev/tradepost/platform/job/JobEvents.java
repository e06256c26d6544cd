package dev.tradepost.platform.job;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;

import jakarta.enterprise.context.ApplicationScoped;

import org.jboss.logging.Logger;

import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.subscription.MultiEmitter;

import dev.tradepost.platform.limits.Draining;
import dev.tradepost.platform.stream.OpenStream;
import dev.tradepost.platform.stream.OpenStreams;

/**
 * Follows jobs by looking at their rows: they may be another instance's. One loop looks for everybody who follows some, as long as there
 * is anybody.
 */
@ApplicationScoped
class JobEvents {

    private static final Logger LOG = Logger.getLogger(JobEvents.class);
    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(500);
    /** Every so many looks each client is told how things are, news or not, and sessions are checked. */
    private static final int HEARTBEAT = 30;

    private final Set<JobFollower> followers = ConcurrentHashMap.newKeySet();
    private final AtomicBoolean looking = new AtomicBoolean();
    private final Jobs jobs;
    private final OpenStreams streams;
    private final Draining draining;

    JobEvents(Jobs jobs, OpenStreams streams, Draining draining) {
        this.jobs = jobs;
        this.streams = streams;
        this.draining = draining;
    }

    /**
     * The job as it is, then whenever it has changed, until it has ended or nobody listens any more. Also until this process is told to
     * stop: it would wait for the stream.
     *
     * @param stream is closed with it, and ends it with the session and the access token
     */
    Multi<JobView> of(JobView first, OpenStream stream) {
        return Multi.createFrom().emitter(client -> begin(first, stream, client));
    }

    private void begin(JobView first, OpenStream stream, MultiEmitter<? super JobView> client) {
        JobFollower follower = new JobFollower(first, client);
        followers.add(follower);
        client.onTermination(() -> {
            followers.remove(follower);
            stream.close();
        });
        stream.endBy(follower::letGo);
        follower.begin();
        lookSoon();
    }

    private void lookSoon() {
        if (looking.compareAndSet(false, true)) {
            Thread.ofVirtual().name("job-events").start(this::keepLooking);
        }
    }

    private void keepLooking() {
        try {
            for (int looks = 1; !followers.isEmpty(); looks++) {
                Thread.sleep(BETWEEN_LOOKS);
                if (draining.hasBegun()) {
                    followers.forEach(JobFollower::letGo);
                }
                look(looks % HEARTBEAT == 0);
            }
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        } finally {
            looking.set(false);
        }
        if (!followers.isEmpty() && !Thread.currentThread().isInterrupted()) {
            lookSoon(); // came while this was ending
        }
    }

    private void look(boolean heartbeat) {
        if (heartbeat) {
            streams.endWhereSessionEnded();
        }
        List<JobFollower> all = List.copyOf(followers);
        try {
            Map<UUID, JobView> now = jobs.find(all.stream().map(JobFollower::jobId).collect(Collectors.toSet()));
            for (JobFollower follower : all) {
                JobView job = now.get(follower.jobId());
                if (job == null) {
                    follower.letGo(); // was forgotten
                } else {
                    follower.tell(job, heartbeat);
                }
            }
        } catch (RuntimeException away) {
            LOG.debugf(away, "Jobs that are followed cannot be read now");
        }
    }
}
