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
 * Streams the progress of jobs by polling their rows, because any instance may run them. One loop serves all clients and ends with the last.
 */
@ApplicationScoped
class JobEvents {

    private static final Logger LOG = Logger.getLogger(JobEvents.class);
    private static final Duration POLL_INTERVAL = Duration.ofMillis(500);
    /** After this many polls each client gets an event even without news, and sessions are checked. */
    private static final int HEARTBEAT = 30;

    private final Set<JobFollower> followers = ConcurrentHashMap.newKeySet();
    private final AtomicBoolean polling = new AtomicBoolean();
    private final Jobs jobs;
    private final OpenStreams streams;
    private final Draining draining;

    JobEvents(Jobs jobs, OpenStreams streams, Draining draining) {
        this.jobs = jobs;
        this.streams = streams;
        this.draining = draining;
    }

    /**
     * Sends the job now and after each change. Ends with the job, the connection, or the start of a shutdown, which would wait for the stream.
     *
     * @param stream ends the events with the session and the access token; it is closed when they end
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
        stream.endBy(follower::end);
        follower.begin();
        startPolling();
    }

    private void startPolling() {
        if (polling.compareAndSet(false, true)) {
            Thread.ofVirtual().name("job-events").start(this::pollUntilUnused);
        }
    }

    private void pollUntilUnused() {
        try {
            for (int polls = 1; !followers.isEmpty(); polls++) {
                Thread.sleep(POLL_INTERVAL);
                if (draining.hasBegun()) {
                    followers.forEach(JobFollower::end);
                }
                poll(polls % HEARTBEAT == 0);
            }
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        } finally {
            polling.set(false);
        }
        if (!followers.isEmpty() && !Thread.currentThread().isInterrupted()) {
            startPolling(); // a client came while the loop was ending
        }
    }

    private void poll(boolean heartbeat) {
        if (heartbeat) {
            streams.endWhereSessionEnded();
        }
        List<JobFollower> all = List.copyOf(followers);
        try {
            Map<UUID, JobView> now = jobs.find(all.stream().map(JobFollower::jobId).collect(Collectors.toSet()));
            for (JobFollower follower : all) {
                JobView job = now.get(follower.jobId());
                if (job == null) {
                    follower.end(); // deleted
                } else {
                    follower.send(job, heartbeat);
                }
            }
        } catch (RuntimeException failure) {
            LOG.debugf(failure, "Followed jobs cannot be read");
        }
    }
}
