package dev.tradepost.platform.stream;

import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;

import io.smallrye.mutiny.infrastructure.Infrastructure;

/** An open stream. It ends with its session or its access token. */
public final class OpenStream {

    private final UUID userId;
    private final UUID sessionId;
    private final Duration lifetime;
    private final Consumer<OpenStream> closed;
    private final AtomicBoolean open = new AtomicBoolean(true);
    private volatile Runnable ending = () -> {
    };
    private volatile @Nullable ScheduledFuture<?> timer;

    OpenStream(UUID userId, UUID sessionId, Duration lifetime, Consumer<OpenStream> closed) {
        this.userId = userId;
        this.sessionId = sessionId;
        this.lifetime = lifetime;
        this.closed = closed;
    }

    UUID userId() {
        return userId;
    }

    UUID sessionId() {
        return sessionId;
    }

    /** @param action completes the stream, which then has to be closed; runs when the session or the token ends */
    public void endBy(Runnable action) {
        ending = action;
        timer = Infrastructure.getDefaultWorkerPool().schedule(action, Math.max(1, lifetime.toMillis()),
                TimeUnit.MILLISECONDS);
    }

    void end() {
        ending.run();
    }

    /** Frees the place for another stream. Further calls have no effect. */
    public void close() {
        if (open.compareAndSet(true, false)) {
            ScheduledFuture<?> end = timer;
            if (end != null) {
                end.cancel(false);
            }
            closed.accept(this);
        }
    }
}
