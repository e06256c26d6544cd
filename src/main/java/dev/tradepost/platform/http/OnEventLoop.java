package dev.tradepost.platform.http;

import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

import io.smallrye.mutiny.Uni;
import io.vertx.core.Context;
import io.vertx.core.Vertx;

/**
 * Answers that a method on the event loop has to wait for. They come back to where the request is: one that goes on elsewhere while
 * its method is still on its way out finds its request context closed.
 */
public final class OnEventLoop {

    private OnEventLoop() {}

    /** What the stage brings, on the caller's event loop. */
    public static <T> Uni<T> of(Supplier<CompletionStage<T>> stage) {
        return here(Uni.createFrom().completionStage(stage));
    }

    /** The same, for what is one already. */
    public static <T> Uni<T> here(Uni<T> answer) {
        Context here = Vertx.currentContext();
        return answer.emitOn(task -> here.runOnContext(_ -> task.run()));
    }
}
