package dev.tradepost.platform.mail;

/** Ready to note without delay that a mail has left: what is slow about it has been done by the time there is one. */
public interface MailNote extends AutoCloseable {

    /** For mails of which nobody has to know. */
    MailNote NONE = new MailNote() {
        @Override
        public void left() {}

        @Override
        public void close() {}
    };

    /** All of the mail is with the network, and the server has not answered yet. */
    void left();

    /** Whether or not it has left. */
    @Override
    void close();
}
