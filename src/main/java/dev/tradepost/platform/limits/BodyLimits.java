package dev.tradepost.platform.limits;

import java.util.Set;
import java.util.regex.Pattern;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

import org.eclipse.microprofile.config.inject.ConfigProperty;

import io.quarkus.runtime.configuration.MemorySize;
import io.quarkus.vertx.http.runtime.VertxHttpRecorder;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;

/** Maximum sizes of bodies: small, except for uploads of files. The server itself has a single limit. */
@ApplicationScoped
public class BodyLimits {

    /** After the server (-2), which sets its own limit for bodies of unknown length. */
    private static final int AFTER_SERVER = -1;

    /** 1 to 9999 bytes. Not 0: the reader does not call the next handler then. */
    private static final Pattern SHORT_BODY = Pattern.compile("[1-9][0-9]{0,3}");

    private final long small;
    private final long large;
    private final Set<String> uploads;

    BodyLimits(@ConfigProperty(name = "tradepost.http.body-limit") MemorySize small,
            @ConfigProperty(name = "tradepost.http.upload-limit") MemorySize large,
            @ConfigProperty(name = "tradepost.http.upload-paths") Set<String> uploads) {
        this.small = small.asLongValue();
        this.large = large.asLongValue();
        this.uploads = uploads;
    }

    void register(@Observes Router router) {
        BodyHandler reader = BodyHandler.create(false);
        router.route().order(AFTER_SERVER).handler(request -> {
            request.put(VertxHttpRecorder.MAX_REQUEST_SIZE_KEY, 2 * of(request)); // for readers other than LimitedBody
            if (isShort(request.request())) {
                reader.handle(request);
            } else {
                request.next();
            }
        });
    }

    /**
     * A short body usually arrives with the headers. Reading it here is cheaper than a waiting thread. Not over HTTP/2, where a request that
     * was read to its end cannot be paused by the next handler.
     */
    private static boolean isShort(HttpServerRequest request) {
        String length = request.getHeader(HttpHeaders.CONTENT_LENGTH);
        String type = request.getHeader(HttpHeaders.CONTENT_TYPE);
        return request.version() == HttpVersion.HTTP_1_1 && length != null && SHORT_BODY.matcher(length).matches()
                && type != null && type.contains("json")
                && !request.headers().contains(HttpHeaders.EXPECT);
    }

    /** The limit in bytes. */
    public long of(RoutingContext request) {
        return uploads.contains(request.normalizedPath()) ? large : small;
    }
}
