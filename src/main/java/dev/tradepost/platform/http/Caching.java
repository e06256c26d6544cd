package dev.tradepost.platform.http;

import jakarta.annotation.Priority;
import jakarta.ws.rs.Priorities;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerResponseContext;
import jakarta.ws.rs.container.ContainerResponseFilter;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.ext.Provider;

/**
 * Sets {@code Cache-Control}. Every cache may store the response of a {@link PublicRead} without a token, for as long as stock may be shown out
 * of date; no cache may store any other response.
 */
final class Caching {

    private Caching() {}

    @Provider
    @PublicRead
    @Priority(Priorities.USER)
    public static final class Public implements ContainerResponseFilter {
        @Override
        public void filter(ContainerRequestContext request, ContainerResponseContext response) {
            boolean anonymous = request.getHeaderString(HttpHeaders.AUTHORIZATION) == null;
            if (anonymous && response.getStatus() < 300) {
                response.getHeaders().putSingle(HttpHeaders.CACHE_CONTROL, "public, max-age=5");
                response.getHeaders().add(HttpHeaders.VARY, "Accept-Encoding, Authorization");
            }
        }
    }

    /** Response filters run from the highest priority to the lowest: this one runs last. */
    @Provider
    @Priority(Priorities.USER - 1000)
    public static final class Personal implements ContainerResponseFilter {
        @Override
        public void filter(ContainerRequestContext request, ContainerResponseContext response) {
            if (!response.getHeaders().containsKey(HttpHeaders.CACHE_CONTROL)) {
                response.getHeaders().putSingle(HttpHeaders.CACHE_CONTROL, "no-store");
            }
        }
    }
}
