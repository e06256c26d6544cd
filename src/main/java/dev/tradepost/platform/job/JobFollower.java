package dev.tradepost.platform.job;

import java.util.UUID;

import io.smallrye.mutiny.subscription.MultiEmitter;

/** A client that follows a job. */
final class JobFollower {

    private final UUID jobId;
    private final MultiEmitter<? super JobView> client;
    private JobView last;
    private boolean begun;

    /** @param first sent by {@link #begin} */
    JobFollower(JobView first, MultiEmitter<? super JobView> client) {
        this.jobId = first.jobId();
        this.client = client;
        this.last = first;
    }

    UUID jobId() {
        return jobId;
    }

    synchronized void begin() {
        begun = true;
        client.emit(last);
        endWith(last);
    }

    /**
     * A slow client misses events until it has read the ones it was sent. Nothing is lost: each event holds the whole state.
     *
     * @param heartbeat whether to send the job even if it has not changed, to keep the connection open
     */
    synchronized void send(JobView now, boolean heartbeat) {
        if (!begun) {
            return;
        }
        if (now.status().isEnd() || (client.requested() > 0 && (heartbeat || !now.equals(last)))) {
            client.emit(now);
            last = now;
        }
        endWith(now);
    }

    private void endWith(JobView now) {
        if (now.status().isEnd()) {
            client.complete();
        }
    }

    void end() {
        client.complete();
    }
}
