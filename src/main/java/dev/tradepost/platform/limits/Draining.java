package dev.tradepost.platform.limits;

import java.time.Duration;
import java.util.Optional;

import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.interceptor.Interceptor;

import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;

import io.quarkus.runtime.ShutdownDelayInitiatedEvent;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpVersion;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;

/**
 * The way out for requests, between being told to stop and stopping. A proxy may lose a request that it sends on a connection that is
 * being closed, and may not send it again when it changes something. So for three quarters of the delay everything is answered, and
 * every answer ends its connection; then new connections are refused, which every proxy may try elsewhere, and the last quarter is for
 * those that came before. When the process ends, nobody speaks to it any more.
 */
@ApplicationScoped
public class Draining {

    private static final Logger LOG = Logger.getLogger(Draining.class);
    private static final String CLOSE = "close";

    private final Vertx vertx;
    private final ClientConnections connections;
    private final Duration delay;
    private volatile boolean begun;

    Draining(Vertx vertx, ClientConnections connections,
            @ConfigProperty(name = "quarkus.shutdown.delay") Optional<Duration> delay) {
        this.vertx = vertx;
        this.connections = connections;
        this.delay = delay.orElse(Duration.ZERO);
    }

    /** Who would be kept waiting by a stream is let go, and comes back to another instance. */
    public boolean hasBegun() {
        return begun;
    }

    void register(@Observes Router router) {
        router.route().order(Integer.MIN_VALUE).handler(this::lastWord);
    }

    void begin(@Observes @Priority(Interceptor.Priority.PLATFORM_BEFORE) ShutdownDelayInitiatedEvent told) {
        begun = true;
        if (delay.isPositive()) {
            LOG.infof("Told to stop: requests are answered for %d ms more", delay.toMillis());
            vertx.setTimer(Math.max(1, delay.toMillis() * 3 / 4), _ -> connections.refuseNew());
        }
    }

    /** Also for what was under way when we were told to stop; the server itself marks only what has come since. */
    private void lastWord(RoutingContext request) {
        if (request.request().version() == HttpVersion.HTTP_1_1) {
            request.addHeadersEndHandler(_ -> {
                if (begun) {
                    request.response().putHeader(HttpHeaders.CONNECTION, CLOSE);
                }
            });
            request.addEndHandler(_ -> {
                if (begun) {
                    request.request().connection().close();
                }
            });
        }
        request.next();
    }
}
