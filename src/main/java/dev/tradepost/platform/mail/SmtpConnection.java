package dev.tradepost.platform.mail;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

import jakarta.mail.Address;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;

import org.eclipse.angus.mail.smtp.SMTPAddressFailedException;
import org.eclipse.angus.mail.smtp.SMTPSendFailedException;
import org.eclipse.angus.mail.smtp.SMTPSenderFailedException;
import org.eclipse.angus.mail.smtp.SMTPTransport;
import org.jspecify.annotations.Nullable;

/**
 * A connection that reports when a mail has left: after its final dot and before the response. From then on the server may deliver it (RFC
 * 5321, 4.2.5).
 */
final class SmtpConnection extends SMTPTransport {

    /** Servers close idle connections; a connection used this recently is not probed. */
    private static final long SURELY_OPEN = Duration.ofSeconds(5).toNanos();
    private static final long MAX_IDLE = Duration.ofMinutes(1).toNanos();

    private final Semaphore turn;
    private Supplier<? extends MailNote> noting = () -> MailNote.NONE;
    /** Of the mail whose final dot is being written; set while this connection holds the turn. */
    private @Nullable MailNote note;
    private boolean mayHaveIt;
    private boolean inAnyLetters;
    private long deadline;
    private long usedAt;

    /** @param turn shared by all connections, so that at most one mail has left without a note */
    SmtpConnection(Session session, boolean encryptedFromTheBeginning, Semaphore turn) {
        super(session, null, "smtp", encryptedFromTheBeginning);
        this.turn = turn;
    }

    /**
     * Returns when the server has accepted the mail.
     *
     * @param deadline in {@link System#nanoTime()}; a mail that has not left by then does not leave
     * @throws MailNotSent after which the connection must be closed
     */
    synchronized void send(MimeMessage mail, InternetAddress recipient, long deadline,
            Supplier<? extends MailNote> noting) {
        this.deadline = deadline;
        this.noting = noting;
        mayHaveIt = false;
        inAnyLetters = !StandardCharsets.US_ASCII.newEncoder().canEncode(recipient.getAddress());
        try {
            sendMessage(mail, new Address[]{recipient});
            usedAt = System.nanoTime();
        } catch (MessagingException failure) {
            throw why(failure);
        }
    }

    /** SMTPUTF8 only if the address needs it: otherwise the next servers without it would refuse the mail (RFC 6531). */
    @Override
    public boolean supportsExtension(String extension) {
        return (inAnyLetters || !extension.equals("SMTPUTF8")) && super.supportsExtension(extension);
    }

    @Override
    protected void finishData() throws IOException, MessagingException {
        awaitTurn();
        note = ready();
        try {
            super.finishData();
        } finally {
            endTurn();
        }
    }

    @Override
    protected int readServerResponse() throws MessagingException {
        if (note == null) {
            return super.readServerResponse();
        }
        mayHaveIt = true;
        note.left();
        endTurn();
        int reply = super.readServerResponse();
        mayHaveIt = reply < 400; // a refusal is certain; silence is -1
        return reply;
    }

    private MailNote ready() {
        try {
            return noting.get();
        } catch (RuntimeException unready) {
            turn.release();
            throw MailNotSent.notReady(unready);
        }
    }

    private void awaitTurn() throws IOException {
        long remaining = deadline - System.nanoTime();
        try {
            if (remaining <= 0 || !turn.tryAcquire(remaining, TimeUnit.NANOSECONDS)) {
                throw new SocketTimeoutException("too late for a mail to leave");
            }
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException();
        }
    }

    private void endTurn() {
        if (note != null) {
            note.close();
            note = null;
            turn.release();
        }
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
        return System.nanoTime() - usedAt > MAX_IDLE;
    }

    /** Does not wait for the server's response to QUIT. */
    void hangUp() {
        try {
            close();
        } catch (MessagingException closed) {
            // closed anyway
        }
    }
}
