package dev.tradepost.platform.mail;

import java.io.IOException;
import java.io.OutputStream;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

import jakarta.mail.Address;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;

import org.eclipse.angus.mail.smtp.SMTPAddressFailedException;
import org.eclipse.angus.mail.smtp.SMTPSendFailedException;
import org.eclipse.angus.mail.smtp.SMTPSenderFailedException;
import org.eclipse.angus.mail.smtp.SMTPTransport;

/**
 * A connection to the mail server that says when a mail has left: after the dot that ends it and before the answer. From that moment on
 * the server may have it (RFC 5321, 4.2.5), whatever becomes of us.
 */
final class SmtpConnection extends SMTPTransport {

    /** Servers close what is not used; for so long we do not ask whether one has. */
    private static final long SURELY_OPEN = Duration.ofSeconds(5).toNanos();
    private static final long LONG = Duration.ofMinutes(1).toNanos();

    private Runnable handedOver = () -> {
    };
    private boolean atTheDot;
    private boolean mayHaveIt;
    private boolean inAnyLetters;
    private long deadline;
    private long usedAt;

    SmtpConnection(Session session, boolean encryptedFromTheBeginning) {
        super(session, null, "smtp", encryptedFromTheBeginning);
    }

    /**
     * Gives a mail to the server, and returns when it has taken it.
     *
     * @param deadline of {@link System#nanoTime()}: a mail that has not left by then does not leave
     * @throws MailNotSent and is of no use any more
     */
    synchronized void send(MimeMessage mail, InternetAddress recipient, long deadline, Runnable handedOver) {
        this.deadline = deadline;
        this.handedOver = handedOver;
        atTheDot = false;
        mayHaveIt = false;
        inAnyLetters = !StandardCharsets.US_ASCII.newEncoder().canEncode(recipient.getAddress());
        try {
            sendMessage(mail, new Address[]{recipient});
            usedAt = System.nanoTime();
        } catch (MessagingException failure) {
            throw why(failure);
        }
    }

    /** To ask for it where it is not needed would keep the mail from servers behind this one that do not have it (RFC 6531). */
    @Override
    public boolean supportsExtension(String extension) {
        return (inAnyLetters || !extension.equals("SMTPUTF8")) && super.supportsExtension(extension);
    }

    @Override
    protected OutputStream data() throws MessagingException {
        OutputStream data = super.data();
        if (System.nanoTime() - deadline > 0) {
            throw new MessagingException("too late to begin", new SocketTimeoutException());
        }
        return data;
    }

    @Override
    protected void finishData() throws IOException, MessagingException {
        atTheDot = true;
        super.finishData();
    }

    @Override
    protected int readServerResponse() throws MessagingException {
        if (!atTheDot) {
            return super.readServerResponse();
        }
        atTheDot = false;
        mayHaveIt = true;
        handedOver.run();
        int reply = super.readServerResponse();
        mayHaveIt = reply < 400; // a refusal is certain; silence is -1
        return reply;
    }

    private MailNotSent why(MessagingException failure) {
        if (mayHaveIt) {
            return MailNotSent.unanswered(failure);
        }
        int reply = reply(failure);
        return reply >= 400 ? MailNotSent.refused(reply, failure) : MailNotSent.before(failure);
    }

    private static int reply(Exception failure) {
        return switch (failure) {
            case SMTPAddressFailedException recipient -> recipient.getReturnCode();
            case SMTPSenderFailedException sender -> sender.getReturnCode();
            case SMTPSendFailedException step -> step.getReturnCode();
            case MessagingException outer when outer.getNextException() != null -> reply(outer.getNextException());
            default -> 0;
        };
    }

    boolean isAlive() {
        return System.nanoTime() - usedAt < SURELY_OPEN || isConnected();
    }

    boolean isLongUnused() {
        return System.nanoTime() - usedAt > LONG;
    }

    /** Without waiting for a farewell. */
    void hangUp() {
        try {
            close();
        } catch (MessagingException closed) {
            // which is what was wanted
        }
    }
}
