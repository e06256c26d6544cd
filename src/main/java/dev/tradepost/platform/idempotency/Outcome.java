package dev.tradepost.platform.idempotency;

import java.util.function.Function;
import java.util.stream.Stream;

import dev.tradepost.kernel.Problem;

/** What became of one of several things that were to be done together. */
public sealed interface Outcome<T> {

    record Done<T>(T what) implements Outcome<T> {}

    /** Nothing was done for it. */
    record Refused<T>(Problem problem) implements Outcome<T> {}

    /** What was done, if it was. */
    default Stream<T> value() {
        return this instanceof Done<T>(T done) ? Stream.of(done) : Stream.empty();
    }

    /** The same with what the function makes of its value. */
    default <U> Outcome<U> map(Function<T, U> function) {
        return switch (this) {
            case Done<T> done -> new Done<>(function.apply(done.what()));
            case Refused<T> refused -> new Refused<>(refused.problem());
        };
    }
}
