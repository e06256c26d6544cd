package dev.tradepost.platform.limits;

import org.jspecify.annotations.Nullable;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.AttributeKey;
import io.vertx.core.http.HttpServerRequest;

/** One connection of a client, and since when we wait for something on it. */
final class ClientConnection {

    private static final AttributeKey<ClientConnection> KEY = AttributeKey.valueOf(ClientConnection.class,
            "connection");

    private final Channel channel;
    /** When the headers that are on their way began to arrive, as {@link System#nanoTime}; null if none are. */
    private volatile @Nullable Long headersSince = System.nanoTime();
    private volatile @Nullable ServedRequest served;

    private record ServedRequest(HttpServerRequest request, long since) {}

    ClientConnection(Channel channel) {
        this.channel = channel;
        channel.attr(KEY).set(this);
        channel.pipeline().addFirst(new Arriving());
    }

    static @Nullable ClientConnection of(Channel channel) {
        return channel.attr(KEY).get();
    }

    /** The headers of a request are here. */
    void serve(HttpServerRequest request) {
        headersSince = null;
        served = new ServedRequest(request, System.nanoTime());
    }

    /** The request is answered; the next one may take its time to begin. */
    void served() {
        served = null;
    }

    boolean isLate(long now, ConnectionConfig config) {
        Long headers = headersSince;
        ServedRequest body = served;
        return body == null
                ? headers != null && now - headers > config.headerTimeout().toNanos()
                : !body.request().isEnded() && !config.uploadPaths().contains(body.request().path())
                        && now - body.since() > config.bodyTimeout().toNanos();
    }

    void close() {
        ChannelFuture _ = channel.close();
    }

    private final class Arriving extends ChannelInboundHandlerAdapter {

        @Override
        public void channelRead(ChannelHandlerContext context, Object bytes) {
            if (served == null && headersSince == null) {
                headersSince = System.nanoTime();
            }
            context.fireChannelRead(bytes);
        }
    }
}
