package dev.tradepost.platform.http;

import java.util.Arrays;
import java.util.regex.Pattern;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerResponseContext;
import jakarta.ws.rs.container.ContainerResponseFilter;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.ext.Provider;

import org.jspecify.annotations.Nullable;

import io.quarkus.vertx.http.runtime.CurrentVertxRequest;

import dev.tradepost.kernel.Problem;

/**
 * Entity tags (RFC 9110, sections 8.8.3 and 13.1). A read sends its version as {@code ETag}, or 304 if the client has it already. A write with
 * {@code If-Match} is refused if the resource has changed since.
 */
@ApplicationScoped
public class Preconditions {

    private static final String SHOWN = Preconditions.class.getName();
    private static final char SEPARATOR = '-';
    private static final Pattern BESIDE = Pattern.compile(SEPARATOR + "[A-Za-z0-9.]*\"");

    private final CurrentVertxRequest current;

    Preconditions(CurrentVertxRequest current) {
        this.current = current;
    }

    /** Sets the version of the resource in the current response. */
    public void shows(int version) {
        current.getCurrent().put(SHOWN, tag(version));
    }

    /**
     * Sets the version of the resource in the current response, and of a part that changes separately, such as a product's stock. A client
     * with an old version of either gets the new content; a conditional write compares the version of the resource only.
     *
     * @param sideVersion letters, digits and dots
     */
    public void shows(int version, String sideVersion) {
        current.getCurrent().put(SHOWN, "\"v" + version + SEPARATOR + sideVersion + "\"");
    }

    /**
     * Checks {@code If-Match}. Must be called in the transaction that writes, with the version that it has read.
     *
     * @throws Problem.Stale {@code version_mismatch}, if the client expects another version
     */
    public void requireMatch(int version) {
        String expected = current.getCurrent().request().getHeader(HttpHeaders.IF_MATCH);
        if (expected != null && !names(BESIDE.matcher(expected).replaceAll("\""), tag(version), false)) {
            throw new Problem.Stale("version_mismatch", "This has changed since you read it; read it again");
        }
    }

    private static String tag(int version) {
        return "\"v" + version + "\"";
    }

    /** True if the list contains the tag. A weak tag matches only if weak comparison is enough. */
    private static boolean names(String list, String tag, boolean weakToo) {
        return Arrays.stream(list.split(",", -1)).map(String::strip).anyMatch(
                given -> given.equals("*") || given.equals(tag) || (weakToo && given.equals("W/" + tag)));
    }

    /** Sends the tag, or 304 if nothing has changed. */
    @Provider
    public static final class ETagHeader implements ContainerResponseFilter {

        private final CurrentVertxRequest current;

        ETagHeader(CurrentVertxRequest current) {
            this.current = current;
        }

        @Override
        public void filter(ContainerRequestContext request, ContainerResponseContext response) {
            String tag = shown();
            if (tag == null || response.getStatus() >= 300) {
                return;
            }
            response.getHeaders().putSingle(HttpHeaders.ETAG, tag);
            String known = request.getHeaderString(HttpHeaders.IF_NONE_MATCH);
            if (request.getMethod().equals("GET") && known != null && names(known, tag, true)) {
                response.setStatus(304);
                response.setEntity(null);
            }
        }

        private @Nullable String shown() {
            return current.getCurrent() != null && current.getCurrent().get(SHOWN) instanceof String tag ? tag : null;
        }
    }
}
