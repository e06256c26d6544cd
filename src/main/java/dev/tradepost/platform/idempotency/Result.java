package dev.tradepost.platform.idempotency;

import java.util.function.Function;
import java.util.stream.Stream;

import dev.tradepost.kernel.Problem;

/** The result of one command of a batch: a value, or the problem that kept the command from having an effect. */
public sealed interface Result<T> {

    record Success<T>(T value) implements Result<T> {}

    record Rejection<T>(Problem problem) implements Result<T> {}

    /** @return the value, if there is one */
    default Stream<T> stream() {
        return this instanceof Success<T>(T value) ? Stream.of(value) : Stream.empty();
    }

    default <U> Result<U> map(Function<T, U> function) {
        return switch (this) {
            case Success<T>(T value) -> new Success<>(function.apply(value));
            case Rejection<T>(Problem problem) -> new Rejection<>(problem);
        };
    }

    default Outcome<T> outcome() {
        return switch (this) {
            case Success<T>(T value) -> new Outcome.Executed<>(value);
            case Rejection<T>(Problem problem) -> new Outcome.Rejected<>(problem);
        };
    }
}
