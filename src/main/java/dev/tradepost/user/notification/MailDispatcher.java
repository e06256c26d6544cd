package dev.tradepost.user.notification;

import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.interceptor.Interceptor;

import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;

import dev.tradepost.platform.mail.Mail;
import dev.tradepost.platform.mail.MailNotSent;
import dev.tradepost.platform.mail.MailNote;
import dev.tradepost.platform.mail.MailServer;
import dev.tradepost.user.notification.MailOutbox.MailOutcome;
import dev.tradepost.user.notification.MailOutbox.PendingMail;

/**
 * Sends what is owed: a loop in every instance. Goes by the clock and is not woken by who orders a mail, so that nothing about the
 * next request tells whether there was one to send.
 */
@ApplicationScoped
class MailDispatcher {

    private static final Logger LOG = Logger.getLogger(MailDispatcher.class);
    private static final int AT_ONCE = 10;

    private final MailOutbox jobs;
    private final MailRenderer mailRenderer;
    private final MailServer server;
    private final MailConfig config;
    private final MeterRegistry metrics;
    private final CountDownLatch stopping = new CountDownLatch(1);
    private @Nullable Thread loop;

    MailDispatcher(MailOutbox jobs, MailRenderer mailRenderer, MailServer server, MailConfig config,
            MeterRegistry metrics) {
        this.jobs = jobs;
        this.mailRenderer = mailRenderer;
        this.server = server;
        this.config = config;
        this.metrics = metrics;
    }

    void start(@Observes StartupEvent started) {
        loop = Thread.ofVirtual().name("account-mails").start(this::run);
    }

    /** Lets the mails that are being sent be sent. */
    void stop(@Observes @Priority(Interceptor.Priority.LIBRARY_AFTER) ShutdownEvent shutdown)
            throws InterruptedException {
        stopping.countDown();
        if (loop != null) {
            loop.join(server.longest());
        }
    }

    private void run() {
        try {
            while (!stopping.await(config.poll().toMillis(), TimeUnit.MILLISECONDS)) {
                sendAll();
            }
        } catch (InterruptedException stop) {
            LOG.debug("Interrupted; what is owed is sent by the next start or another instance");
        }
    }

    private void sendAll() throws InterruptedException {
        try {
            while (stopping.getCount() > 0 && round() == AT_ONCE) {
                LOG.trace("there may be more");
            }
        } catch (SQLException | RuntimeException fault) {
            LOG.warnf("Mails wait: %s", fault.getMessage());
            LOG.debug("why", fault);
        }
    }

    private int round() throws SQLException, InterruptedException {
        List<PendingMail> claimed = jobs.claim(AT_ONCE);
        List<Thread> sending = new ArrayList<>();
        for (PendingMail job : claimed) {
            sending.add(Thread.ofVirtual().name("account-mail").start(() -> deliver(job)));
        }
        for (Thread thread : sending) {
            thread.join();
        }
        return claimed.size();
    }

    /** What goes wrong here leaves the claim to run out, and the mail to the next who looks. */
    private void deliver(PendingMail job) {
        try {
            Optional<Mail> mail = mailRenderer.write(job);
            if (mail.isEmpty()) {
                finish(job, MailOutcome.DROPPED);
                return;
            }
            try {
                server.send(job.id(), mail.get(), () -> MailNote.NONE);
            } catch (MailNotSent failure) {
                notSent(job, failure);
                return;
            }
            finish(job, MailOutcome.SENT);
        } catch (SQLException | RuntimeException fault) {
            LOG.warnf("Mail %s (%s) waits: %s", job.id(), job.kind(), fault.getMessage());
            LOG.debug("why", fault);
        }
    }

    private void notSent(PendingMail job, MailNotSent why) throws SQLException {
        if (why.mayArrive() && !jobs.isOverdue(job)) {
            LOG.warnf("Mail %s (%s): %s", job.id(), job.kind(), why.getMessage());
            return; // the claim stays until that is over
        }
        if (why.forGood() || jobs.isOverdue(job)) {
            finish(job, MailOutcome.GIVEN_UP);
            LOG.errorf("Mail %s (%s) is given up after %d tries: %s", job.id(), job.kind(), job.tries(),
                    why.getMessage());
        } else {
            Duration pause = jobs.putOff(job);
            LOG.warnf("Mail %s (%s) was not sent, next try in %d s: %s", job.id(), job.kind(), pause.toSeconds(),
                    why.getMessage());
        }
    }

    private void finish(PendingMail job, MailOutcome outcome) throws SQLException {
        jobs.finish(job, outcome);
        metrics.counter("account_mails_total", "kind", job.kind().name(), "outcome", outcome.name()).increment();
    }
}
