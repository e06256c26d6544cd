package dev.tradepost.platform.outbox;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.event.TransactionPhase;
import jakarta.interceptor.Interceptor;

import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;

import dev.tradepost.platform.database.DatabaseFailures;

/**
 * Publishes the outbox in a loop that wakes at commits of this instance and by a timer. Any number of instances may run it at once
 * (see {@link OutboxPublisher}). While the broker is unavailable, the pauses between tries grow.
 */
@ApplicationScoped
class Relay {

    private static final Logger LOG = Logger.getLogger(Relay.class);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);

    private final OutboxPublisher outboxPublisher;
    private final OutboxConfig config;
    private final Semaphore wake = new Semaphore(0);
    private final CountDownLatch stopping = new CountDownLatch(1);
    private @Nullable Thread loop;
    private int faults;

    Relay(OutboxPublisher outboxPublisher, OutboxConfig config) {
        this.outboxPublisher = outboxPublisher;
        this.config = config;
    }

    void start(@Observes StartupEvent started) {
        loop = Thread.ofVirtual().name("outbox-relay").start(this::run);
    }

    /** Runs after the consumers have stopped, because they append events. Unsent events are published after the next start. */
    void stop(@Observes @Priority(Interceptor.Priority.LIBRARY_AFTER + 100) ShutdownEvent shutdown)
            throws InterruptedException {
        stopping.countDown();
        wake.release();
        if (loop != null) {
            loop.join(LONGEST_PAUSE);
        }
    }

    void wake(@Observes(during = TransactionPhase.AFTER_SUCCESS) Outbox.Appended appended) {
        wake.release();
    }

    private void run() {
        while (isRunning()) {
            try {
                wake.drainPermits();
                int sent = outboxPublisher.send();
                faults = 0;
                if (sent == 0) {
                    pause(config.poll());
                } else if (sent < config.batchSize()) {
                    rest(config.linger());
                }
            } catch (IOException | RuntimeException fault) {
                if (faults++ == 0) { // once per outage, not once per try
                    LOG.warnf("Events wait in the outbox: %s", DatabaseFailures.reason(fault));
                    LOG.debug("Cause of the previous warning", fault);
                }
                rest(afterFault());
            }
        }
    }

    private boolean isRunning() {
        return stopping.getCount() > 0;
    }

    private void pause(Duration longest) {
        try {
            if (wake.tryAcquire(longest.toMillis(), TimeUnit.MILLISECONDS)) {
                LOG.trace("woken");
            }
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            stopping.countDown();
        }
    }

    private Duration afterFault() {
        return Duration.ofMillis(Math.min(LONGEST_PAUSE.toMillis(), 100L << Math.min(faults, 6)));
    }

    /** Cannot be woken early, because commits continue during an outage. */
    private void rest(Duration pause) {
        try {
            if (stopping.await(pause.toMillis(), TimeUnit.MILLISECONDS)) {
                LOG.debug("Stopping with events in the outbox; they are sent by the next start or another instance");
            }
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            stopping.countDown();
        }
    }
}
