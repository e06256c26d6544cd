package dev.tradepost.platform.mail;

import java.time.Clock;
import java.time.Duration;
import java.util.Deque;
import java.util.Properties;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.util.StreamProvider;

import org.eclipse.angus.mail.util.MailStreamProvider;

import io.quarkus.runtime.annotations.RegisterForReflection;

/** Sends e-mails to the SMTP server (RFC 5321) over a small pool of connections. */
@ApplicationScoped
// Jakarta Mail creates them by name; the service files are listed in application.properties.
@RegisterForReflection(targets = MailStreamProvider.class, classNames = {
        "org.eclipse.angus.activation.MailcapRegistryProviderImpl",
        "org.eclipse.angus.activation.MimeTypeRegistryProviderImpl"})
public class MailServer {

    /** RFC 8314. */
    private static final int ENCRYPTED_FROM_THE_BEGINNING = 465;

    private final MailServerConfig config;
    private final Clock clock;
    private final Session session;
    private final Semaphore free;
    private final Semaphore turn = new Semaphore(1, true);
    private final Deque<SmtpConnection> kept = new ConcurrentLinkedDeque<>();

    MailServer(MailServerConfig config, Clock clock) {
        // Without this name Jakarta Mail reads the service files several times per mail.
        System.setProperty(StreamProvider.class.getName(), MailStreamProvider.class.getName());
        this.config = config;
        this.clock = clock;
        session = Session.getInstance(settings(config));
        free = new Semaphore(config.maxConnections());
    }

    private static Properties settings(MailServerConfig config) {
        Properties settings = new Properties();
        String timeout = Long.toString(config.timeout().toMillis());
        settings.setProperty("mail.smtp.connectiontimeout", timeout);
        settings.setProperty("mail.smtp.timeout", timeout);
        settings.setProperty("mail.smtp.starttls.enable", "true");
        settings.setProperty("mail.smtp.starttls.required", Boolean.toString(config.tlsRequired()));
        settings.setProperty("mail.smtp.ssl.checkserveridentity", "true");
        settings.setProperty("mail.smtp.auth", Boolean.toString(config.user().isPresent()));
        settings.setProperty("mail.smtp.quitwait", "false");
        settings.setProperty("mail.mime.allowutf8", "true");
        return settings;
    }

    /** Longest time that {@link #send} takes. The lease on a mail must be longer. */
    public Duration longest() {
        return config.timeout().multipliedBy(2); // until the last byte has left, and until the response
    }

    /**
     * Returns when the server has accepted the mail.
     *
     * @param id the same for every copy, so that mailboxes recognise copies
     * @param noting creates the note just before the last byte leaves, and the note is written before the server answers: a crash while
     *        waiting for the answer does not lose it. If it fails, the mail does not leave
     * @throws MailNotSent if the server has not accepted the mail, or may not have
     */
    public void send(UUID id, Mail mail, Supplier<? extends MailNote> noting) {
        long deadline = System.nanoTime() + config.timeout().toNanos();
        InternetAddress recipient = MimeMails.address(mail.recipient());
        MimeMessage message = MimeMails.write(session, id, mail, recipient, config.from(), clock.instant());
        try {
            if (!free.tryAcquire(config.timeout().toNanos(), TimeUnit.NANOSECONDS)) {
                throw MailNotSent.busy();
            }
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
            throw MailNotSent.before(stopping);
        }
        try {
            deliver(message, recipient, deadline, noting);
        } finally {
            free.release();
        }
    }

    private void deliver(MimeMessage message, InternetAddress recipient, long deadline,
            Supplier<? extends MailNote> noting) {
        SmtpConnection connection = connection();
        try {
            connection.send(message, recipient, deadline, noting);
        } catch (RuntimeException | Error failure) {
            connection.hangUp();
            throw failure;
        }
        keep(connection);
    }

    private void keep(SmtpConnection used) {
        kept.push(used);
        SmtpConnection oldest = kept.peekLast();
        if (oldest != null && oldest.isLongUnused() && kept.remove(oldest)) {
            oldest.hangUp();
        }
    }

    private SmtpConnection connection() {
        for (SmtpConnection one = kept.poll(); one != null; one = kept.poll()) {
            if (one.isAlive()) {
                return one;
            }
        }
        SmtpConnection fresh = new SmtpConnection(session, config.port() == ENCRYPTED_FROM_THE_BEGINNING,
                turn);
        try {
            fresh.connect(config.host(), config.port(), config.user().orElse(null), config.password().orElse(null));
            return fresh;
        } catch (MessagingException unavailable) {
            throw MailNotSent.before(unavailable);
        }
    }

    @PreDestroy
    void hangUp() {
        kept.forEach(SmtpConnection::hangUp);
    }
}
