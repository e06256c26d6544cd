package dev.tradepost.user.notification;

import java.util.ArrayList;
import java.util.List;
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
import dev.tradepost.platform.mail.MailServer;
import dev.tradepost.user.notification.MailOutbox.MailOutcome;
import dev.tradepost.user.notification.MailOutbox.PendingMail;

/**
 * Sends pending mails: a loop in every instance. It polls, and a queued mail does not wake it: the timing of the next request must not
 * reveal whether there was a mail to send.
 */
@ApplicationScoped
class MailDispatcher {

    private static final Logger LOG = Logger.getLogger(MailDispatcher.class);
    private static final int BATCH = 10;

    private final MailOutbox outbox;
    private final MailRenderer renderer;
    private final MailServer server;
    private final MailConfig config;
    private final MeterRegistry metrics;
    private final CountDownLatch stopping = new CountDownLatch(1);
    private @Nullable Thread loop;

    MailDispatcher(MailOutbox outbox, MailRenderer renderer, MailServer server, MailConfig config,
            MeterRegistry metrics) {
        this.outbox = outbox;
        this.renderer = renderer;
        this.server = server;
        this.config = config;
        this.metrics = metrics;
    }

    void start(@Observes StartupEvent started) {
        loop = Thread.ofVirtual().name("account-mails").start(this::run);
    }

    /** Waits for mails that are being sent. */
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
                sendDue();
            }
        } catch (InterruptedException stop) {
            LOG.debug("Interrupted; pending mails are sent after the next start or by another instance");
        }
    }

    private void sendDue() throws InterruptedException {
        try {
            int sent = BATCH;
            while (stopping.getCount() > 0 && sent == BATCH) { // a full batch: there may be more
                sent = sendBatch();
            }
        } catch (RuntimeException fault) {
            LOG.warnf("Pending mails have to wait: %s", fault.getMessage());
            LOG.debug("Cause of the previous warning", fault);
        }
    }

    private int sendBatch() throws InterruptedException {
        List<PendingMail> claimed = outbox.claim(BATCH);
        List<Thread> senders = new ArrayList<>();
        for (PendingMail mail : claimed) {
            senders.add(Thread.ofVirtual().name("account-mail").start(() -> process(mail)));
        }
        for (Thread sender : senders) {
            sender.join();
        }
        return claimed.size();
    }

    /** After a failure here the lease ends, and another instance claims the mail. */
    private void process(PendingMail pending) {
        try {
            renderer.render(pending).ifPresentOrElse(mail -> send(pending, mail),
                    () -> finish(pending, MailOutcome.DROPPED));
        } catch (RuntimeException fault) {
            LOG.warnf("Mail %s (%s) has to wait: %s", pending.id(), pending.kind(), fault.getMessage());
            LOG.debug("Cause of the previous warning", fault);
        }
    }

    private void send(PendingMail pending, Mail mail) {
        try {
            server.send(pending.id(), mail);
        } catch (MailNotSent failure) {
            notSent(pending, failure);
            return;
        }
        finish(pending, MailOutcome.SENT);
    }

    private void notSent(PendingMail mail, MailNotSent failure) {
        boolean overdue = outbox.isOverdue(mail);
        if (failure.forGood() || overdue) {
            finish(mail, MailOutcome.GIVEN_UP);
            LOG.errorf("Mail %s (%s) is given up after %d tries: %s", mail.id(), mail.kind(), mail.tries(),
                    failure.getMessage());
        } else if (failure.mayArrive()) { // no retry before the lease ends: the server may still deliver it
            LOG.warnf("Mail %s (%s): %s", mail.id(), mail.kind(), failure.getMessage());
        } else {
            LOG.warnf("Mail %s (%s) was not sent, next try in %d s: %s", mail.id(), mail.kind(),
                    outbox.postpone(mail).toSeconds(), failure.getMessage());
        }
    }

    private void finish(PendingMail mail, MailOutcome outcome) {
        outbox.finish(mail, outcome);
        metrics.counter("account_mails_total", "kind", mail.kind().name(), "outcome", outcome.name()).increment();
    }
}
