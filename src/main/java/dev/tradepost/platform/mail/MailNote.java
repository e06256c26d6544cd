package dev.tradepost.platform.mail;

/** Records at once that a mail has left. All slow preparation happens before this object exists. */
public interface MailNote extends AutoCloseable {

    /** For mails that are not recorded. */
    MailNote NONE = new MailNote() {
        @Override
        public void left() {}

        @Override
        public void close() {}
    };

    /** The last byte has left, and the server has not answered yet. */
    void left();

    /** Called whether or not the mail has left. */
    @Override
    void close();
}
