package dev.tradepost.platform.problem;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;

import dev.tradepost.platform.http.RequestTrace;
import dev.tradepost.platform.json.Json;
import dev.tradepost.platform.limits.BodyLimits;

/**
 * Writes the problem for failures before a resource is reached: a refused token, a body over the limit, an unknown path.
 */
@ApplicationScoped
class HttpFailures {

    /** Runs after {@code RequestTrace}, so the request has its ids. */
    private static final int AFTER_TRACE = Integer.MIN_VALUE + 1;
    private static final int[] STATUSES = {400, 401, 403, 404, 405, 406, 413, 414, 415, 431, 500, 503};

    /** Digits that a long can hold. The server itself refuses anything that is not a number. */
    private static final int LONGEST_LENGTH = 18;

    private final Json json;
    private final BodyLimits limits;

    HttpFailures(Json json, BodyLimits limits) {
        this.json = json;
        this.limits = limits;
    }

    void register(@Observes Router router) {
        router.route().order(AFTER_TRACE).handler(this::refuseTooLarge).failureHandler(this::answer);
        for (int status : STATUSES) {
            router.errorHandler(status, this::answer);
        }
    }

    /** Refuses a body with a {@code Content-Length} over the limit before it is read; for others see {@link BodyLimits}. */
    private void refuseTooLarge(RoutingContext request) {
        String length = request.request().getHeader(HttpHeaders.CONTENT_LENGTH);
        if (length != null && length.length() <= LONGEST_LENGTH && Long.parseLong(length) > limits.of(request)) {
            request.response().putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE);
            request.fail(413);
        } else {
            request.next();
        }
    }

    private void answer(RoutingContext request) {
        HttpServerResponse response = request.response();
        if (response.ended()) {
            return;
        }
        if (response.headWritten()) {
            response.reset();
            return;
        }
        String path = request.normalizedPath();
        String traceId = RequestTrace.of(request);
        Problems.ProblemResponse answer = request.failure() != null && isOurs(request)
                ? Problems.of(request.failure(), path, traceId)
                : Problems.ofStatus(request.statusCode() > 0 ? request.statusCode() : 500, path, traceId);
        response.setStatusCode(answer.status());
        answer.headers().forEach(response::putHeader);
        response.end(json.write(answer.body()));
    }

    /** Vert.x sets a status for its own refusals (413, a bad path); all other failures have an exception. */
    private static boolean isOurs(RoutingContext request) {
        return request.statusCode() <= 0 || request.statusCode() == 500 || request.statusCode() == 401;
    }
}
