package dev.tradepost.platform.http;

import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

import com.fasterxml.jackson.annotation.JsonInclude;

import dev.tradepost.platform.problem.ProblemBody;

/**
 * How every success is wrapped; failures are {@link ProblemBody}.
 *
 * @param success always true
 * @param message a sentence for people, where there is one to say
 */
public record Envelope<T>(boolean success, T data,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String message) {

    public static <T> Envelope<T> of(T data) {
        return new Envelope<>(true, data, null);
    }

    public static <T> Envelope<T> of(T data, String message) {
        return new Envelope<>(true, data, message);
    }

    /** For what has nothing to show but that it is done. */
    public static Done done(String message) {
        return new Done(true, message);
    }

    /** An envelope with nothing in it. */
    public record Done(@Schema(examples = "true") boolean success,
            @Schema(examples = "Signed out") String message) {}
}
