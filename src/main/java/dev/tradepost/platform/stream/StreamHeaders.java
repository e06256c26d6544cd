package dev.tradepost.platform.stream;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.ws.rs.core.HttpHeaders;

import io.vertx.core.MultiMap;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;

/** The headers of event streams, which the filters of other responses do not see. */
@ApplicationScoped
class StreamHeaders {

    private static final int BEFORE_RESOURCES = -255;
    private static final String STREAM = "/events";
    /** The REST layer tells itself the type of the elements. */
    private static final String INTERNAL = "X-SSE-Content-Type";

    void register(@Observes Router router) {
        router.route("/api/*").order(BEFORE_RESOURCES).handler(request -> {
            if (request.normalizedPath().endsWith(STREAM)) {
                request.addHeadersEndHandler(_ -> complete(request));
            }
            request.next();
        });
    }

    private static void complete(RoutingContext request) {
        MultiMap headers = request.response().headers();
        headers.remove(INTERNAL);
        headers.set(HttpHeaders.CACHE_CONTROL, "no-store");
    }
}
