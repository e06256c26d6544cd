package dev.tradepost.platform.limits;

import java.util.concurrent.atomic.AtomicReference;

import org.jspecify.annotations.Nullable;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.AttributeKey;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;

/** A client connection, and how long it has been sending the current request. */
final class ClientConnection {

    private static final AttributeKey<ClientConnection> KEY = AttributeKey.valueOf(ClientConnection.class,
            "connection");

    private final Channel channel;
    /** {@link System#nanoTime} of the first byte of incomplete headers; null if there are none. */
    private volatile @Nullable Long headersSince = System.nanoTime();
    private final AtomicReference<@Nullable ServedRequest> served = new AtomicReference<>();

    /** A request whose headers are complete and whose response is not sent. */
    record ServedRequest(HttpServerRequest request, boolean hasBody, long since) {}

    ClientConnection(Channel channel) {
        this.channel = channel;
        channel.attr(KEY).set(this);
        channel.pipeline().addFirst(new FirstByte());
    }

    static @Nullable ClientConnection of(Channel channel) {
        return channel.attr(KEY).get();
    }

    /** The headers are complete. */
    ServedRequest serve(HttpServerRequest request) {
        headersSince = null;
        ServedRequest current = new ServedRequest(request, hasBody(request), System.nanoTime());
        served.set(current);
        return current;
    }

    /**
     * The response is sent. The next request has no time limit until its first byte. A response may end on another thread, when the next
     * request is already being served; that one stays.
     */
    void served(ServedRequest request) {
        served.compareAndSet(request, null);
    }

    boolean isLate(long now, ConnectionConfig config) {
        Long headers = headersSince;
        ServedRequest body = served.get();
        return body == null
                ? headers != null && now - headers > config.headerTimeout().toNanos()
                : body.hasBody() && !body.request().isEnded()
                        && !config.uploadPaths().contains(body.request().path())
                        && now - body.since() > config.bodyTimeout().toNanos();
    }

    /** A request without a body has arrived with its headers (RFC 9112, section 6.3), even if nobody reads its end, as in event streams. */
    private static boolean hasBody(HttpServerRequest request) {
        String length = request.getHeader(HttpHeaders.CONTENT_LENGTH);
        return length == null ? request.headers().contains(HttpHeaders.TRANSFER_ENCODING) : !length.equals("0");
    }

    void close() {
        ChannelFuture _ = channel.close();
    }

    private final class FirstByte extends ChannelInboundHandlerAdapter {

        @Override
        public void channelRead(ChannelHandlerContext context, Object bytes) {
            if (served.get() == null && headersSince == null) {
                headersSince = System.nanoTime();
            }
            context.fireChannelRead(bytes);
        }
    }
}
