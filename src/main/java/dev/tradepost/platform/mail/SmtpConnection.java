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
 * A connection to the mail server that says when a mail has left: after the dot that ends it and before the answer. From that moment on
 * the server may have it (RFC 5321, 4.2.5), whatever becomes of us.
 */
final class SmtpConnection extends SMTPTransport {

    /** Servers close what is not used; for so long we do not ask whether one has. */
    private static final long SURELY_OPEN = Duration.ofSeconds(5).toNanos();
    private static final long LONG = Duration.ofMinutes(1).toNanos();

    private final Semaphore turn;
    private Supplier<? extends MailNote> noting = () -> MailNote.NONE;
    /** Of the mail whose last dot is being written; while there is one, it is this connection's turn. */
    private @Nullable MailNote note;
    private boolean mayHaveIt;
    private boolean inAnyLetters;
    private long deadline;
    private long usedAt;

    /** @param turn to end a mail: one for all connections, so that only one mail at a time has left and is not noted */
    SmtpConnection(Session session, boolean encryptedFromTheBeginning, Semaphore turn) {
        super(session, null, "smtp", encryptedFromTheBeginning);
        this.turn = turn;
    }

    /**
     * Gives a mail to the server, and returns when it has taken it.
     *
     * @param deadline of {@link System#nanoTime()}: a mail that has not left by then does not leave
     * @throws MailNotSent and is of no use any more
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

    /** To ask for it where it is not needed would keep the mail from servers behind this one that do not have it (RFC 6531). */
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
        long patience = deadline - System.nanoTime();
        try {
            if (patience <= 0 || !turn.tryAcquire(patience, TimeUnit.NANOSECONDS)) {
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
