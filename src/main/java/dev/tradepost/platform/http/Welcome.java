package dev.tradepost.platform.http;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;

import io.quarkus.runtime.StartupEvent;

/** Logs the addresses of the API, its documentation and the mailbox in development mode. */
@ApplicationScoped
class Welcome {

    private static final Logger LOG = Logger.getLogger(Welcome.class);

    private final boolean demo;
    private final String mailbox;
    private final int port;

    Welcome(@ConfigProperty(name = "tradepost.demo.enabled") boolean demo,
            @ConfigProperty(name = "tradepost.demo.mailbox") String mailbox,
            @ConfigProperty(name = "quarkus.http.port") int port) {
        this.demo = demo;
        this.mailbox = mailbox;
        this.port = port;
    }

    void greet(@Observes StartupEvent started) {
        if (demo) {
            LOG.infof("API http://localhost:%d/api/v1, its documentation http://localhost:%d/docs, sent mails %s",
                    port, port, mailbox);
        }
    }
}
