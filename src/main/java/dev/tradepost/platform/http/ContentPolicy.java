package dev.tradepost.platform.http;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

import io.quarkus.runtime.LaunchMode;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;

/**
 * Sets the Content Security Policy (level 3): the pages of the documentation may load their own files, all other responses nothing, because
 * they are not pages. Development mode has none, because Quarkus adds pages of its own.
 */
@ApplicationScoped
class ContentPolicy {

    private static final String NOTHING = "default-src 'none'; frame-ancestors 'none'";
    /** Hashes of the inline scripts of the page. A test prints new ones after an update of Quarkus. */
    private static final String INLINE_SCRIPTS = "'sha256-7F2OcKskL04JgL2Wi9dIlM2nKVrWzSiW+5aE8S2GiP8='"
            + " 'sha256-4pbbR/hcFEIRMKF9ITQZr/AP1nmZBqDsnWUZpfzx9Kk='";
    private static final String DOCUMENTATION = "default-src 'none'; script-src 'self' " + INLINE_SCRIPTS
            + "; style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self'; connect-src 'self';"
            + " base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    /** The path of the documentation, which is build-time configuration and so not readable in a native executable. */
    private static final String PAGE = "/docs";

    private final LaunchMode mode;

    ContentPolicy(LaunchMode mode) {
        this.mode = mode;
    }

    void register(@Observes Router router) {
        if (mode != LaunchMode.DEVELOPMENT) {
            router.route().order(Integer.MIN_VALUE).handler(this::add);
        }
    }

    private void add(RoutingContext request) {
        boolean page = request.normalizedPath().startsWith(PAGE);
        request.response().putHeader("Content-Security-Policy", page ? DOCUMENTATION : NOTHING);
        if (page) {
            request.response().putHeader("Cross-Origin-Opener-Policy", "same-origin");
        }
        request.next();
    }
}
