package dev.tradepost.platform.messaging;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

import org.jboss.logging.Logger;

import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;

import dev.tradepost.platform.database.DatabaseFailures;

/** Publishes redeliveries when they are due, and looks for lost messages now and then. */
@ApplicationScoped
class RedeliveryLoop {

    private static final Logger LOG = Logger.getLogger(RedeliveryLoop.class);
    /** Between two searches for lost messages. */
    private static final Duration SEARCH = Duration.ofSeconds(10);

    private final RedeliveryRelay relay;
    private final LostMessages lostMessages;
    private final BrokerConfig config;
    private final CountDownLatch stopping = new CountDownLatch(1);
    private long searchedAt = System.nanoTime();
    private boolean outageLogged;

    RedeliveryLoop(RedeliveryRelay relay, LostMessages lostMessages, BrokerConfig config) {
        this.relay = relay;
        this.lostMessages = lostMessages;
        this.config = config;
    }

    void start(@Observes StartupEvent started) {
        Thread.ofVirtual().name("redeliveries").start(this::run);
    }

    void stop(@Observes ShutdownEvent shutdown) {
        stopping.countDown();
    }

    private void run() {
        while (!pause()) {
            try {
                if (System.nanoTime() - searchedAt > SEARCH.toNanos()) {
                    searchedAt = System.nanoTime();
                    lostMessages.find();
                }
                while (relay.publish() > 0) {
                    LOG.trace("more may be due");
                }
                outageLogged = false;
            } catch (IOException | RuntimeException fault) {
                if (!outageLogged) { // once per outage, not once per try
                    LOG.warnf("Messages wait for their redelivery: %s", DatabaseFailures.reason(fault));
                    outageLogged = true;
                }
            }
        }
    }

    /** @return whether the application stops */
    private boolean pause() {
        try {
            return stopping.await(config.redeliveryPoll().toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            return true;
        }
    }
}
