package dev.tradepost.platform.http;

import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

import com.fasterxml.jackson.annotation.JsonInclude;

import dev.tradepost.platform.problem.ProblemBody;

/**
 * The body of every successful response; failures have a {@link ProblemBody}.
 *
 * @param success always true
 * @param message a sentence for people, if there is one
 */
public record Envelope<T>(boolean success, T data,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String message) {

    public static <T> Envelope<T> of(T data) {
        return new Envelope<>(true, data, null);
    }

    public static <T> Envelope<T> of(T data, String message) {
        return new Envelope<>(true, data, message);
    }

    /** A success without data. */
    public static Done done(String message) {
        return new Done(true, message);
    }

    /** A success without data and message. */
    public record Done(@Schema(examples = "true") boolean success,
            @Schema(examples = "Signed out") String message) {}
}
