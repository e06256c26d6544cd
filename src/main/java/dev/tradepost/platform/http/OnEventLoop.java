package dev.tradepost.platform.http;

import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

import io.smallrye.mutiny.Uni;
import io.vertx.core.Context;
import io.vertx.core.Vertx;

/**
 * Asynchronous results of resource methods that run on the event loop. They complete on the event loop of the request: on another thread
 * the request context may be closed before the method has returned.
 */
public final class OnEventLoop {

    private OnEventLoop() {}

    /** The result of the stage, on the caller's event loop. */
    public static <T> Uni<T> of(Supplier<CompletionStage<T>> stage) {
        return here(Uni.createFrom().completionStage(stage));
    }

    /** The same for a {@code Uni}. */
    public static <T> Uni<T> here(Uni<T> answer) {
        Context here = Vertx.currentContext();
        return answer.emitOn(task -> here.runOnContext(_ -> task.run()));
    }
}
