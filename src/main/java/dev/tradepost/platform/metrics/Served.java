package dev.tradepost.platform.metrics;

import java.util.Set;
import java.util.function.UnaryOperator;

import io.vertx.core.Context;
import io.vertx.ext.web.RoutingContext;

/**
 * The labels of a request. Each has a limited number of values.
 *
 * @param route the template of the path, such as {@code /api/v1/products/{id}}
 */
record Served(String method, String route, int status) {

    /** The route of requests that reach no resource: unknown paths, requests over the limit, static pages. */
    static final String UNMATCHED = "unmatched";

    /** The client disconnected before the response; nginx introduced this number. */
    static final int CLIENT_GONE = 499;

    /** Key under which the REST layer stores the template. */
    private static final String TEMPLATE = "UrlPathTemplate";
    private static final Set<String> METHODS = Set.of("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS");

    /** @param route adds the root to a template of the REST layer */
    static Served of(RoutingContext request, Context context, UnaryOperator<String> route) {
        String method = request.request().method().name();
        return new Served(METHODS.contains(method) ? method : "OTHER",
                context.getLocal(TEMPLATE) instanceof String template ? route.apply(template) : UNMATCHED,
                request.response().headWritten() ? request.response().getStatusCode() : CLIENT_GONE);
    }
}
