package dev.tradepost.platform.http;

import jakarta.enterprise.context.ApplicationScoped;

import org.jboss.logging.MDC;
import org.jspecify.annotations.Nullable;

import io.quarkus.arc.Arc;
import io.quarkus.vertx.http.runtime.CurrentVertxRequest;
import io.vertx.ext.web.RoutingContext;

/** The client of the current request. Outside of a request everything is null. */
@ApplicationScoped
public class Client {

    /** Maximum length of a {@code User-Agent} that is stored. */
    private static final int LONGEST_DEVICE = 255;
    private static final String UNKNOWN = "unknown";

    private final CurrentVertxRequest current;
    private final ClientAddresses addresses;

    Client(CurrentVertxRequest current, ClientAddresses addresses) {
        this.current = current;
        this.addresses = addresses;
    }

    /** The client's network address, or that of the last proxy that is not trusted. */
    public @Nullable String address() {
        RoutingContext request = request();
        return request == null ? null : addresses.of(request.request());
    }

    /** {@link #address} where it must not be null. */
    public String addressOrUnknown() {
        String address = address();
        return address == null ? UNKNOWN : address;
    }

    /** The {@code User-Agent}, in printable characters and of bounded length. */
    public String device() {
        RoutingContext request = request();
        String agent = request == null ? null : request.request().getHeader("User-Agent");
        if (agent == null || agent.isBlank()) {
            return UNKNOWN;
        }
        String printable = agent.strip().replaceAll("[^\\x20-\\x7E]", "?");
        return printable.length() > LONGEST_DEVICE ? printable.substring(0, LONGEST_DEVICE) : printable;
    }

    public @Nullable String requestId() {
        return request() != null && MDC.get(RequestTrace.REQUEST_ID) instanceof String id ? id : null;
    }

    public @Nullable String traceId() {
        RoutingContext request = request();
        return request == null ? null : RequestTrace.of(request);
    }

    private @Nullable RoutingContext request() {
        return Arc.container().requestContext().isActive() ? current.getCurrent() : null;
    }
}
