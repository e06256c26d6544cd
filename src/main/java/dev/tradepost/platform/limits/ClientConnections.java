package dev.tradepost.platform.limits;

import java.net.InetSocketAddress;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.event.ObservesAsync;

import org.jspecify.annotations.Nullable;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ServerChannel;
import io.netty.channel.SingleThreadEventLoop;
import io.netty.util.concurrent.EventExecutor;
import io.quarkus.vertx.http.HttpServer;
import io.quarkus.vertx.http.HttpServerStart;
import io.vertx.core.Vertx;
import io.vertx.core.impl.VertxInternal;
import io.vertx.core.net.impl.ConnectionBase;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;

/**
 * Limits the number of client connections, and the time in which a request has to arrive. The server itself has only an idle timeout, which
 * a client that sends a byte now and then never reaches.
 */
@ApplicationScoped
class ClientConnections {

    private static final long CHECK_MILLIS = 1_000;

    private final Vertx vertx;
    private final HttpServer server;
    private final ConnectionConfig config;
    private final Counter refused;
    private final Counter slow;
    private final Set<ClientConnection> open = ConcurrentHashMap.newKeySet();
    private volatile @Nullable Channel listener;

    ClientConnections(Vertx vertx, HttpServer server, ConnectionConfig config, MeterRegistry metrics) {
        this.vertx = vertx;
        this.server = server;
        this.config = config;
        Gauge.builder("active_connections", open::size).description("Open client connections").register(metrics);
        this.refused = Counter.builder("refused_connections")
                .description("Connections refused because the limit was reached").register(metrics);
        this.slow = Counter.builder("slow_connections")
                .description("Connections closed because a request took too long to arrive").register(metrics);
    }

    void register(@Observes Router router) {
        router.route().order(Integer.MIN_VALUE).handler(ClientConnections::headersComplete);
    }

    private static void headersComplete(RoutingContext request) {
        ClientConnection connection = request.request().connection() instanceof ConnectionBase base
                ? ClientConnection.of(base.channel())
                : null;
        if (connection != null) {
            ClientConnection.ServedRequest served = connection.serve(request.request());
            request.addEndHandler(_ -> connection.served(served));
        }
        request.next();
    }

    /** Quarkus fires this event only asynchronously. If the observer failed, connections would have no limit. */
    void listen(@ObservesAsync HttpServerStart started) {
        for (EventExecutor acceptor : ((VertxInternal) vertx).getAcceptorEventLoopGroup()) {
            acceptor.execute(
                    () -> ((SingleThreadEventLoop) acceptor).registeredChannelsIterator()
                            .forEachRemaining(this::watch));
        }
        vertx.setPeriodic(CHECK_MILLIS, _ -> closeSlow());
    }

    /** Skips the management port, which has the same acceptor. */
    private void watch(Channel channel) {
        if (channel instanceof ServerChannel && channel.localAddress() instanceof InetSocketAddress address
                && address.getPort() == server.getPort()) {
            listener = channel;
            channel.pipeline().addFirst(new Accepting());
        }
    }

    /** Refuses new connections and keeps the open ones. */
    void refuseNew() {
        Channel channel = listener;
        if (channel != null) {
            ChannelFuture _ = channel.close();
        }
    }

    private void closeSlow() {
        long now = System.nanoTime();
        for (ClientConnection connection : open) {
            if (connection.isLate(now, config)) {
                slow.increment();
                connection.close();
            }
        }
    }

    /** The first handler of each new connection. */
    private final class Accepting extends ChannelInboundHandlerAdapter {

        @Override
        public void channelRead(ChannelHandlerContext context, Object accepted) {
            Channel channel = (Channel) accepted;
            if (open.size() >= config.max()) {
                refused.increment();
                channel.unsafe().closeForcibly();
                return;
            }
            ClientConnection connection = new ClientConnection(channel);
            open.add(connection);
            channel.closeFuture().addListener(_ -> open.remove(connection));
            context.fireChannelRead(accepted);
        }
    }
}
