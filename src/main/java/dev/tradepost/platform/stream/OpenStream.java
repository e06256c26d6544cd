package dev.tradepost.platform.stream;

import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;

import io.smallrye.mutiny.infrastructure.Infrastructure;

/** A stream that somebody has open, the session that they have opened it with, and for how long their token is good. */
public final class OpenStream {

    private final UUID userId;
    private final UUID sessionId;
    private final Duration rest;
    private final Consumer<OpenStream> closed;
    private final AtomicBoolean open = new AtomicBoolean(true);
    private volatile Runnable ending = () -> {
    };
    private volatile @Nullable ScheduledFuture<?> timer;

    OpenStream(UUID userId, UUID sessionId, Duration rest, Consumer<OpenStream> closed) {
        this.userId = userId;
        this.sessionId = sessionId;
        this.rest = rest;
        this.closed = closed;
    }

    UUID userId() {
        return userId;
    }

    UUID sessionId() {
        return sessionId;
    }

    /** @param action completes the stream when the session or the token has ended; the stream is then closed */
    public void endBy(Runnable action) {
        ending = action;
        timer = Infrastructure.getDefaultWorkerPool().schedule(action, Math.max(1, rest.toMillis()),
                TimeUnit.MILLISECONDS);
    }

    void end() {
        ending.run();
    }

    /** Makes room for another one. May be called more than once. */
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
