package dev.tradepost.platform.metrics;

import java.util.Set;
import java.util.function.UnaryOperator;

import io.vertx.core.Context;
import io.vertx.ext.web.RoutingContext;

/**
 * What requests are told apart by; of each there are only so many.
 *
 * @param route the template of the path, such as {@code /api/v1/products/{id}}
 */
record Served(String method, String route, int status) {

    /** The route of whatever came to no resource: a path that does not exist, a request over the limit, a static page. */
    static final String UNMATCHED = "unmatched";

    /** Nobody was there any more to be answered; nginx made this number known. */
    static final int CLIENT_GONE = 499;

    /** Under which the REST layer leaves the template for whoever measures. */
    private static final String TEMPLATE = "UrlPathTemplate";
    private static final Set<String> METHODS = Set.of("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS");

    /** @param route gives a template, which the REST layer knows from its root on, its full name */
    static Served of(RoutingContext request, Context context, UnaryOperator<String> route) {
        String method = request.request().method().name();
        return new Served(METHODS.contains(method) ? method : "OTHER",
                context.getLocal(TEMPLATE) instanceof String template ? route.apply(template) : UNMATCHED,
                request.response().headWritten() ? request.response().getStatusCode() : CLIENT_GONE);
    }
}
