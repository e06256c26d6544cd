package dev.tradepost.platform.idempotency;

import java.util.function.Function;
import java.util.stream.Stream;

import dev.tradepost.kernel.Problem;

/** What became of one of several things that were to be done together. */
public sealed interface Result<T> {

    record Success<T>(T what) implements Result<T> {}

    /** Nothing was done for it. */
    record Rejection<T>(Problem problem) implements Result<T> {}

    /** What was done, if it was. */
    default Stream<T> value() {
        return this instanceof Success<T>(T done) ? Stream.of(done) : Stream.empty();
    }

    /** The same with what the function makes of its value. */
    default <U> Result<U> map(Function<T, U> function) {
        return switch (this) {
            case Success<T> done -> new Success<>(function.apply(done.what()));
            case Rejection<T> refused -> new Rejection<>(refused.problem());
        };
    }
}
