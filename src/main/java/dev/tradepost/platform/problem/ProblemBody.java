package dev.tradepost.platform.problem;

import java.util.List;

import jakarta.ws.rs.core.Response;

import com.fasterxml.jackson.annotation.JsonInclude;

import io.quarkus.runtime.annotations.RegisterForReflection;

import dev.tradepost.kernel.FieldError;
import dev.tradepost.kernel.Problem;

/**
 * How every failure looks: RFC 9457 problem details that also carry the {@code success} and {@code message} of the
 * specification, so that clients of either kind can read it.
 *
 * @param type {@code urn:tradepost:problem:} and the code with dashes
 * @param title the status in words
 * @param code stable name for programs
 * @param errors every broken field; left out when there is none
 * @param instance the path that was asked for
 * @param traceId what to quote to support; the log lines of this request carry it
 */
// Also written outside the REST layer, where nothing registers them; the kernel knows no framework to do it itself.
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

    /** The status in words; 422 is younger than the enum's. */
    public static String title(int status) {
        Response.Status known = Response.Status.fromStatusCode(status);
        if (known != null) {
            return known.getReasonPhrase();
        }
        return status == 422 ? "Unprocessable Content" : "Error";
    }
}
