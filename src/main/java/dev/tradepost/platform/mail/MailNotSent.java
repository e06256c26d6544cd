package dev.tradepost.platform.mail;

import java.io.IOException;
import java.net.ConnectException;
import java.net.UnknownHostException;

import javax.net.ssl.SSLException;

import org.jspecify.annotations.Nullable;

import io.vertx.ext.mail.SMTPException;

/** The server did not accept a mail, or may not have. Names no recipient, because it is logged. */
public final class MailNotSent extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final boolean mayArrive;
    private final boolean forGood;

    private MailNotSent(String message, @Nullable Throwable cause, boolean mayArrive, boolean forGood) {
        super(message, cause);
        this.mayArrive = mayArrive;
        this.forGood = forGood;
    }

    static MailNotSent because(@Nullable Throwable failure) {
        if (failure instanceof SMTPException refusal) {
            return refused(refusal.getReplyCode(), refusal);
        }
        boolean connected = !(failure instanceof ConnectException || failure instanceof UnknownHostException
                || failure instanceof SSLException);
        return failure instanceof IOException && connected ? unanswered(failure) : before(failure);
    }

    /** Only the replies 550 to 553 concern the mailbox (RFC 5321, 4.2.3). Others, such as a wrong password, may be mended. */
    private static MailNotSent refused(int reply, Throwable cause) {
        return new MailNotSent("the mail server answered " + reply, cause, false, reply >= 550 && reply <= 553);
    }

    static MailNotSent busy() {
        return new MailNotSent("all connections to the mail server are busy", null, false, false);
    }

    private static MailNotSent before(@Nullable Throwable cause) {
        return new MailNotSent("the mail server does not serve us" + innermost(cause), cause, false, false);
    }

    static MailNotSent unanswered(Throwable cause) {
        return new MailNotSent("the mail server did not answer, and may still take it", cause, true, false);
    }

    static MailNotSent unwritable(Throwable cause) {
        return new MailNotSent("it cannot be written" + innermost(cause), cause, false, true);
    }

    /** RFC 6531 (SMTPUTF8) is what the client lacks. Registration accepts no such address. */
    static MailNotSent needsUtf8() {
        return new MailNotSent("its address has characters that are not ASCII before the @", null, false, true);
    }

    /** True if the server may still deliver the mail. A copy with the same id may be sent when it is overdue. */
    public boolean mayArrive() {
        return mayArrive;
    }

    /** Whether a retry is useless. */
    public boolean forGood() {
        return forGood;
    }

    /** The class only: messages of the mail client may contain the recipient's address. */
    private static String innermost(@Nullable Throwable cause) {
        Throwable inner = cause;
        while (inner != null && inner.getCause() != null) {
            inner = inner.getCause();
        }
        return inner == null ? "" : ": " + inner.getClass().getSimpleName();
    }
}
