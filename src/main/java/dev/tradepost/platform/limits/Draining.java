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
 * Stops without losing requests. A proxy can lose a request that it sends on a closing connection, and must not repeat it if it changes
 * data. So for three quarters of the shutdown delay all requests are answered, and each response closes its connection. Then new connections
 * are refused, which a proxy can retry elsewhere, and the open ones have the last quarter to finish: docs/adr/0025.
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

    /** True after the signal to stop. Streams end then, so that their clients reconnect to another instance. */
    public boolean hasBegun() {
        return begun;
    }

    void register(@Observes Router router) {
        router.route().order(Integer.MIN_VALUE).handler(this::closeAfterResponse);
    }

    void begin(@Observes @Priority(Interceptor.Priority.PLATFORM_BEFORE) ShutdownDelayInitiatedEvent stopping) {
        begun = true;
        if (delay.isPositive()) {
            LOG.infof("Stopping: requests are answered for another %d ms", delay.toMillis());
            vertx.setTimer(Math.max(1, delay.toMillis() * 3 / 4), _ -> connections.refuseNew());
        }
    }

    /** Includes requests in progress at the signal to stop; the server itself handles only later ones. */
    private void closeAfterResponse(RoutingContext request) {
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
