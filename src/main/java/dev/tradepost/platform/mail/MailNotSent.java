package dev.tradepost.platform.mail;

import org.jspecify.annotations.Nullable;

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

    static MailNotSent refused(int reply, Throwable cause) {
        // RFC 5321, 4.2.1: 5yz is permanent
        return new MailNotSent("the mail server answered " + reply, cause, false, reply / 100 == 5);
    }

    static MailNotSent busy() {
        return new MailNotSent("all connections to the mail server are busy", null, false, false);
    }

    static MailNotSent notReady(Throwable cause) {
        return new MailNotSent("sending could not be recorded in the database: " + innermost(cause), cause, false,
                false);
    }

    static MailNotSent before(Throwable cause) {
        return new MailNotSent("the mail server does not serve us: " + innermost(cause), cause, false, false);
    }

    static MailNotSent unanswered(Throwable cause) {
        return new MailNotSent("the mail server did not answer, and may still take it", cause, true, false);
    }

    static MailNotSent unwritable(Throwable cause) {
        return new MailNotSent("it cannot be written: " + innermost(cause), cause, false, true);
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
    private static String innermost(Throwable cause) {
        Throwable inner = cause;
        while (inner.getCause() != null) {
            inner = inner.getCause();
        }
        return inner.getClass().getSimpleName();
    }
}
