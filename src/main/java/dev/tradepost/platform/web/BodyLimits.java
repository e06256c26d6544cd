package dev.tradepost.platform.web;

import java.util.Set;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

import org.eclipse.microprofile.config.inject.ConfigProperty;

import io.quarkus.runtime.configuration.MemorySize;
import io.quarkus.vertx.http.runtime.VertxHttpRecorder;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;

/** How large a body may be: small everywhere but where files are uploaded. The server itself knows only the one limit for files. */
@ApplicationScoped
class BodyLimits {

    /** After the server, at -2, has set its own limit for readers of bodies that do not say their length. */
    private static final int AFTER_SERVER = -1;

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
        router.route().order(AFTER_SERVER).handler(request -> {
            request.put(VertxHttpRecorder.MAX_REQUEST_SIZE_KEY, 2 * of(request)); // if nothing of ours should read it
            request.next();
        });
    }

    /** In bytes. */
    long of(RoutingContext request) {
        return uploads.contains(request.normalizedPath()) ? large : small;
    }
}
