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

/** How large a body may be: small everywhere but where files are uploaded. The server itself knows only the one limit for files. */
@ApplicationScoped
public class BodyLimits {

    /** After the server, at -2, has set its own limit for readers of bodies that do not say their length. */
    private static final int AFTER_SERVER = -1;

    /** In bytes: not 0, of which the reader says nothing to whoever comes after it. */
    private static final Pattern AT_HAND = Pattern.compile("[1-9][0-9]{0,3}");

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
            request.put(VertxHttpRecorder.MAX_REQUEST_SIZE_KEY, 2 * of(request)); // if nothing of ours should read it
            if (hasArrived(request.request())) {
                reader.handle(request);
            } else {
                request.next();
            }
        });
    }

    /**
     * Mostly it came with the headers: to read it here and now is cheaper than to have a thread wait for it. Not over HTTP/2, where a
     * request that is read to its end cannot be paused any more, which whoever comes next does.
     */
    private static boolean hasArrived(HttpServerRequest request) {
        String length = request.getHeader(HttpHeaders.CONTENT_LENGTH);
        String type = request.getHeader(HttpHeaders.CONTENT_TYPE);
        return request.version() == HttpVersion.HTTP_1_1 && length != null && AT_HAND.matcher(length).matches()
                && type != null && type.contains("json")
                && !request.headers().contains(HttpHeaders.EXPECT);
    }

    /** In bytes. */
    public long of(RoutingContext request) {
        return uploads.contains(request.normalizedPath()) ? large : small;
    }
}
