package dev.tradepost.platform.mail;

import java.net.IDN;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.net.PemTrustOptions;
import io.vertx.ext.mail.LoginOption;
import io.vertx.ext.mail.MailClient;
import io.vertx.ext.mail.MailConfig;
import io.vertx.ext.mail.MailMessage;
import io.vertx.ext.mail.MailResult;
import io.vertx.ext.mail.StartTLSOptions;

/**
 * Sends e-mails to the SMTP server (RFC 5321) over a small pool of connections. It uses the client of Quarkus' mailer and not the mailer
 * itself, which sets no time limit for an answer: docs/adr/0042.
 */
@ApplicationScoped
public class MailServer {

    private static final int TLS_FROM_THE_START = 465; // RFC 8314

    private final MailServerConfig config;
    private final MailClient client;
    private final Semaphore connections;

    MailServer(Vertx vertx, MailServerConfig config) {
        this.config = config;
        this.client = MailClient.create(vertx, clientConfig(config));
        this.connections = new Semaphore(config.maxConnections());
    }

    private static MailConfig clientConfig(MailServerConfig config) {
        int timeout = (int) config.timeout().toMillis();
        MailConfig client = new MailConfig(config.host(), config.port())
                .setStarttls(config.tlsRequired() ? StartTLSOptions.REQUIRED : StartTLSOptions.OPTIONAL)
                .setLogin(config.user().isPresent() ? LoginOption.REQUIRED : LoginOption.DISABLED)
                .setMaxPoolSize(config.maxConnections());
        client.setConnectTimeout(timeout).setIdleTimeout(timeout).setIdleTimeoutUnit(TimeUnit.MILLISECONDS)
                .setSsl(config.port() == TLS_FROM_THE_START);
        config.user().ifPresent(client::setUsername);
        config.password().ifPresent(client::setPassword);
        config.ca().ifPresent(path -> client.setTrustOptions(new PemTrustOptions().addCertPath(path)));
        return client;
    }

    /**
     * Longest time that {@link #send} takes: it waits for a connection, then for an answer on a connection that has broken, and then for one
     * on a new connection. The lease on a mail must be longer.
     */
    public Duration longest() {
        return config.timeout().multipliedBy(3);
    }

    /**
     * Returns when the server has accepted the mail.
     *
     * @param id the same for every copy, so that mailboxes recognise copies
     * @throws MailNotSent if the server has not accepted the mail, or may not have
     */
    public void send(UUID id, Mail mail) {
        MailMessage message = message(id, mail);
        try {
            if (!connections.tryAcquire(config.timeout().toNanos(), TimeUnit.NANOSECONDS)) {
                throw MailNotSent.busy();
            }
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
            throw MailNotSent.busy();
        }
        try {
            await(client.sendMail(message));
        } finally {
            connections.release();
        }
    }

    /** The client forgets a mail if it takes a connection at the moment in which the server closes it. */
    private void await(Future<MailResult> sent) {
        try {
            MailResult _ = sent.toCompletionStage().toCompletableFuture().get(2 * config.timeout().toNanos(),
                    TimeUnit.NANOSECONDS);
        } catch (ExecutionException failure) {
            throw MailNotSent.because(failure.getCause());
        } catch (TimeoutException slow) {
            throw MailNotSent.unanswered(slow);
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
            throw MailNotSent.unanswered(stopping);
        }
    }

    private MailMessage message(UUID id, Mail mail) {
        return new MailMessage(config.from(), address(mail.recipient()), mail.subject(), mail.text())
                .setHtml(mail.html())
                .addHeader("Message-ID", "<" + id + "@tradepost>")
                .addHeader("Auto-Submitted", "auto-generated"); // RFC 3834: no machine answers it
    }

    /** Domains are sent in ASCII (RFC 5891). */
    private static String address(String recipient) {
        int at = recipient.lastIndexOf('@');
        String localPart = recipient.substring(0, at + 1);
        if (!StandardCharsets.US_ASCII.newEncoder().canEncode(localPart)) {
            throw MailNotSent.needsUtf8();
        }
        try {
            return localPart + IDN.toASCII(recipient.substring(at + 1));
        } catch (IllegalArgumentException noDomain) {
            throw MailNotSent.unwritable(noDomain);
        }
    }

    @PreDestroy
    void close() {
        Future<Void> _ = client.close();
    }
}
