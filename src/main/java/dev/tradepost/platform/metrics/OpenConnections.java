package dev.tradepost.platform.metrics;

import java.util.concurrent.atomic.AtomicInteger;

import jakarta.enterprise.context.ApplicationScoped;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.netty.channel.Channel;
import io.netty.util.AttributeKey;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.net.impl.ConnectionBase;

/**
 * Connections of clients to the API, as {@code active_connections}: from their first request until they are closed, idle ones too. On
 * the channel itself, because a connection has room for one listener only, and that is its owner's.
 */
@ApplicationScoped
class OpenConnections {

    private static final AttributeKey<Boolean> COUNTED = AttributeKey.valueOf(OpenConnections.class, "counted");

    private final AtomicInteger open = new AtomicInteger();

    OpenConnections(MeterRegistry metrics) {
        Gauge.builder("active_connections", open::get).description("Connections of clients that are open")
                .register(metrics);
    }

    void seen(HttpConnection connection) {
        if (connection instanceof ConnectionBase base) {
            Channel channel = base.channel();
            if (channel.attr(COUNTED).setIfAbsent(true) == null) {
                open.incrementAndGet();
                channel.closeFuture().addListener(_ -> open.decrementAndGet());
            }
        }
    }
}
