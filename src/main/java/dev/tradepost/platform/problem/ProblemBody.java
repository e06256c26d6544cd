package dev.tradepost.platform.problem;

import java.util.List;

import jakarta.ws.rs.core.Response;

import com.fasterxml.jackson.annotation.JsonInclude;

import io.quarkus.runtime.annotations.RegisterForReflection;

import dev.tradepost.kernel.FieldError;
import dev.tradepost.kernel.Problem;

/**
 * The body of every failure: problem details (RFC 9457) with the additional fields {@code success} and {@code message}, which {@code Envelope}
 * has too.
 *
 * @param type {@code urn:tradepost:problem:} and the code with dashes
 * @param title the status in words
 * @param code stable name for programs
 * @param errors every broken field; missing if there is none
 * @param instance path of the request
 * @param traceId id for support; all log lines of the request have it
 */
// Written outside the REST layer too, so that layer does not register them; classes of the kernel cannot register themselves.
@RegisterForReflection(targets = {ProblemBody.class, FieldError.class})
public record ProblemBody(String type, String title, int status, String code, String detail, boolean success,
        String message, @JsonInclude(JsonInclude.Include.NON_EMPTY) List<FieldError> errors, String instance,
        String traceId) {

    public static final String MEDIA_TYPE = "application/problem+json";

    static ProblemBody of(Problem problem, String instance, String traceId) {
        return of(problem.status(), problem.code(), problem.detail(), problem.errors(), instance, traceId);
    }

    static ProblemBody of(int status, String code, String detail, List<FieldError> errors, String instance,
            String traceId) {
        return new ProblemBody("urn:tradepost:problem:" + code.replace('_', '-'),
                title(status), status, code, detail, false, detail, errors,
                instance, traceId);
    }

    /** The status in words; the enum does not have 422. */
    public static String title(int status) {
        Response.Status known = Response.Status.fromStatusCode(status);
        if (known != null) {
            return known.getReasonPhrase();
        }
        return status == 422 ? "Unprocessable Content" : "Error";
    }
}
