package dev.tradepost.platform.limits;

import java.io.IOException;
import java.io.InputStream;

import jakarta.annotation.Priority;
import jakarta.ws.rs.BadRequestException;
import jakarta.ws.rs.ClientErrorException;
import jakarta.ws.rs.ConstrainedTo;
import jakarta.ws.rs.Priorities;
import jakarta.ws.rs.RuntimeType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.ext.Provider;
import jakarta.ws.rs.ext.ReaderInterceptor;
import jakarta.ws.rs.ext.ReaderInterceptorContext;

import org.jspecify.annotations.Nullable;

import io.quarkus.vertx.http.runtime.CurrentVertxRequest;
import io.vertx.ext.web.RoutingContext;

/** Enforces {@link BodyLimits} while a body is read, because its length may be unknown before. */
@Provider
@ConstrainedTo(RuntimeType.SERVER) // not for responses to our own requests
@Priority(Priorities.ENTITY_CODER - 1000)
public class LimitedBody implements ReaderInterceptor {

    private final BodyLimits limits;
    private final CurrentVertxRequest current;

    LimitedBody(BodyLimits limits, CurrentVertxRequest current) {
        this.limits = limits;
        this.current = current;
    }

    @Override
    public @Nullable Object aroundReadFrom(ReaderInterceptorContext context) throws IOException {
        RoutingContext request = current.getCurrent();
        LimitedStream body = new LimitedStream(context.getInputStream(), request, limits.of(request));
        context.setInputStream(body);
        try {
            return context.proceed();
        } catch (IOException | RuntimeException failure) {
            if (body.isTooLong()) {
                throw tooLarge(); // the reader may have reported something else
            }
            throw failure;
        }
    }

    private static ClientErrorException tooLarge() {
        return new ClientErrorException(Response.Status.REQUEST_ENTITY_TOO_LARGE);
    }

    private static final class LimitedStream extends InputStream {

        private final InputStream body;
        private final RoutingContext request;
        private long left;

        private LimitedStream(InputStream body, RoutingContext request, long limit) {
            this.body = body;
            this.request = request;
            this.left = limit;
        }

        @Override
        public int read() {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : Byte.toUnsignedInt(one[0]);
        }

        @Override
        public int read(byte[] target, int offset, int length) {
            try {
                int some = body.read(target, offset, length);
                while (some == 0 && length > 0) { // before the trailer of a chunked body
                    some = body.read(target, offset, length);
                }
                return count(some, Math.max(some, 0));
            } catch (IOException clientGone) {
                throw new BadRequestException(clientGone); // no failure of ours, which would be logged
            }
        }

        private int count(int result, int bytes) {
            left -= bytes;
            if (isTooLong()) {
                request.response().putHeader("Connection", "close");
                throw tooLarge();
            }
            return result;
        }

        private boolean isTooLong() {
            return left < 0;
        }

        /** Does not wait for the rest of a body that is too long. */
        @Override
        public void close() throws IOException {
            if (!isTooLong()) {
                body.close();
            }
        }
    }
}
