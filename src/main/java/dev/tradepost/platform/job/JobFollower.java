package dev.tradepost.platform.job;

import java.util.UUID;

import io.smallrye.mutiny.subscription.MultiEmitter;

/** One client that follows one job. */
final class JobFollower {

    private final UUID jobId;
    private final MultiEmitter<? super JobView> client;
    private JobView last;
    private boolean begun;

    /** @param first how the job stands, which the client is told by {@link #begin} */
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
     * A client that does not take what it has been sent is told no more until it does; each event says all that there is to say.
     *
     * @param again whether to say it also when nothing has changed, lest the connection be taken for dead
     */
    synchronized void tell(JobView now, boolean again) {
        if (!begun) {
            return;
        }
        if (now.status().isEnd() || (client.requested() > 0 && (again || !now.equals(last)))) {
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

    void letGo() {
        client.complete();
    }
}
