package dev.tradepost.platform.problem;

import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import jakarta.persistence.LockTimeoutException;
import jakarta.persistence.OptimisticLockException;
import jakarta.persistence.PessimisticLockException;
import jakarta.persistence.QueryTimeoutException;
import jakarta.transaction.RollbackException;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.HttpHeaders;

import org.jboss.logging.Logger;
import org.jose4j.jwt.consumer.InvalidJwtException;
import org.jspecify.annotations.Nullable;

import io.quarkus.security.AuthenticationFailedException;
import io.quarkus.security.ForbiddenException;
import io.quarkus.security.UnauthorizedException;

import dev.tradepost.kernel.Problem;
import dev.tradepost.platform.database.DatabaseFailures;

/**
 * Turns every failure into the problem that the client gets: a {@link Problem}, an exception of the framework or of the database, or any
 * other. The only place that decides this. Nothing internal (class, SQL, stack trace) is shown.
 */
final class Problems {

    private static final Logger LOG = Logger.getLogger(Problems.class);
    /** Seconds after which a client should retry after a transient failure. */
    private static final int RETRY_SOON = 1;

    private static final Map<Integer, String> CODES = Map.of(400, "bad_request", 404, "not_found", 405,
            "method_not_allowed", 406, "not_acceptable", 413, "content_too_large", 414, "uri_too_long", 415,
            "unsupported_media_type", 431, "headers_too_large");
    private static final Map<Integer, String> DETAILS = Map.of(400, "The request cannot be understood", 404,
            "There is nothing at this address", 405, "This address does not offer the method", 406,
            "None of the accepted media types can be produced; ask for application/json", 413,
            "The body is larger than is accepted", 414, "The address is too long", 415,
            "The media type of the body is not accepted here", 431, "The headers are too large");

    private Problems() {}

    /** A problem, or a status without one, with its headers. */
    record ProblemResponse(ProblemBody body, @Nullable Long retryAfterSeconds) {
        int status() {
            return body.status();
        }

        /** The headers that belong to the body. */
        Map<String, String> headers() {
            Map<String, String> headers = new HashMap<>();
            headers.put(HttpHeaders.CONTENT_TYPE, ProblemBody.MEDIA_TYPE);
            headers.put(HttpHeaders.CACHE_CONTROL, "no-store");
            if (retryAfterSeconds != null) {
                headers.put(HttpHeaders.RETRY_AFTER, retryAfterSeconds.toString());
            }
            if (status() == 401) {
                headers.put(HttpHeaders.WWW_AUTHENTICATE, "Bearer");
            }
            return headers;
        }
    }

    static ProblemResponse of(Throwable failure, String path, String traceId) {
        if (failure instanceof Problem problem) {
            return new ProblemResponse(ProblemBody.of(problem, path, traceId), retryAfter(problem));
        }
        Problem known = known(failure);
        if (known != null) {
            return of(known, path, traceId);
        }
        if (failure instanceof WebApplicationException web && web.getResponse().getStatus() < 500) {
            return ofStatus(web.getResponse().getStatus(), path, traceId);
        }
        LOG.errorf(failure, "Unexpected failure at %s", path);
        return new ProblemResponse(ProblemBody.of(500, "internal_error",
                "Something went wrong on our side; the trace id helps us to find out what", List.of(), path, traceId),
                null);
    }

    /** A refusal of the HTTP layer, which has a status only. */
    static ProblemResponse ofStatus(int status, String path, String traceId) {
        if (status == 401) {
            return of(unauthenticated(null), path, traceId);
        }
        if (status == 403) {
            return of(Problem.Forbidden.accessDenied(), path, traceId);
        }
        if (status == 503) {
            return of(new Problem.Unavailable("The service is busy; try again shortly", RETRY_SOON), path, traceId);
        }
        String code = CODES.getOrDefault(status, "http_" + status);
        String detail = DETAILS.getOrDefault(status, "The request was refused");
        return new ProblemResponse(ProblemBody.of(status, code, detail, List.of(), path, traceId), null);
    }

    private static @Nullable Problem known(Throwable failure) {
        for (Throwable at = failure; at != null; at = at.getCause()) {
            Problem problem = switch (at) {
                case Problem itself -> itself;
                case AuthenticationFailedException auth -> unauthenticated(auth);
                case UnauthorizedException _ -> unauthenticated(null);
                case ForbiddenException _ -> Problem.Forbidden.accessDenied();
                case OptimisticLockException _ -> concurrentUpdate();
                case PessimisticLockException _ -> busy();
                case LockTimeoutException _ -> busy();
                case QueryTimeoutException _ -> busy();
                case SQLException sql when DatabaseFailures.isTransient(sql) -> busy();
                case RollbackException lost when lost.getCause() == null -> busy();
                default -> null;
            };
            if (problem != null) {
                return problem;
            }
        }
        return null;
    }

    private static Problem unauthenticated(@Nullable AuthenticationFailedException failure) {
        for (Throwable at = failure; at != null; at = at.getCause()) {
            if (at instanceof Problem.Unauthenticated itself) {
                return itself;
            }
            if (at instanceof InvalidJwtException jwt && jwt.hasExpired()) {
                return new Problem.Unauthenticated("token_expired", "The access token has expired");
            }
        }
        return new Problem.Unauthenticated("unauthenticated", "Sign in and send the access token as a bearer token");
    }

    private static Problem concurrentUpdate() {
        return new Problem.Stale("version_mismatch", "Somebody else changed this at the same time; read it again");
    }

    private static Problem busy() {
        return new Problem.Unavailable("The service is busy; try again shortly", RETRY_SOON);
    }

    private static @Nullable Long retryAfter(Problem problem) {
        return switch (problem) {
            case Problem.Unavailable away -> away.retryAfterSeconds();
            case Problem.TooMany tooMany -> tooMany.retryAfterSeconds();
            default -> null;
        };
    }
}
