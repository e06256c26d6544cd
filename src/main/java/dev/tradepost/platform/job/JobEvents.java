package dev.tradepost.platform.job;

import java.sql.SQLException;
import java.time.Duration;

import jakarta.enterprise.context.ApplicationScoped;

import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.subscription.MultiEmitter;

import dev.tradepost.platform.web.Draining;

/** Follows jobs by looking at their rows: they may be another instance's. */
@ApplicationScoped
class JobEvents {

    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(500);
    /** Looks without news after which it is told again how things are, lest the connection be taken for dead. */
    private static final int PATIENCE = 30;

    private final Jobs jobs;
    private final Draining draining;

    JobEvents(Jobs jobs, Draining draining) {
        this.jobs = jobs;
        this.draining = draining;
    }

    /**
     * The job as it is, then whenever it has changed, until it has ended or nobody listens any more. Also until this process is told to
     * stop: it would wait for the stream.
     */
    Multi<JobView> of(JobView first) {
        return Multi.createFrom()
                .emitter(listener -> Thread.ofVirtual().name("job-events").start(() -> follow(first, listener)));
    }

    private void follow(JobView first, MultiEmitter<? super JobView> listener) {
        try {
            listener.emit(first);
            JobView last = first;
            for (int quiet = 1; !last.status().isEnd() && !listener.isCancelled()
                    && !draining.hasBegun(); quiet++) {
                Thread.sleep(BETWEEN_LOOKS);
                JobView now = jobs.get(last.jobId());
                if (!now.equals(last) || quiet == PATIENCE) {
                    listener.emit(now);
                    quiet = 0;
                }
                last = now;
            }
            listener.complete();
        } catch (SQLException | RuntimeException fault) {
            listener.fail(fault);
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            listener.complete();
        }
    }
}
