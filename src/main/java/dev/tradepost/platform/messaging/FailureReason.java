package dev.tradepost.platform.messaging;

import org.jspecify.annotations.Nullable;

/**
 * Why a message could not be handled, taken from exceptions of our own. The messages of other exceptions contain SQL and class names, which
 * belong in the log only.
 */
final class FailureReason {

    private static final int MAX_LENGTH = 250;
    private static final String OURS = "dev.tradepost.";
    private static final String UNKNOWN = "an unexpected failure; the log has it with the id of the message";

    private FailureReason() {}

    /** @return at most 250 characters */
    static String of(Throwable failure) {
        for (Throwable at = failure; at != null; at = at.getCause()) {
            String words = at.getMessage();
            if (words != null && !words.isBlank() && isOurs(at) && !quotes(words, at.getCause())) {
                return inAColumn(words);
            }
        }
        return UNKNOWN;
    }

    /** PostgreSQL accepts no NUL in text. */
    private static String inAColumn(String words) {
        String clean = words.replace('\0', ' ');
        return clean.length() <= MAX_LENGTH ? clean : clean.substring(0, MAX_LENGTH);
    }

    private static boolean isOurs(Throwable failure) {
        return failure.getClass().getName().startsWith(OURS)
                || (isWrittenByHand(failure) && failure.getStackTrace().length > 0
                        && failure.getStackTrace()[0].getClassName().startsWith(OURS));
    }

    /** The runtime writes class names into other exceptions, such as those of casts. */
    private static boolean isWrittenByHand(Throwable failure) {
        return failure.getClass() == IllegalStateException.class
                || failure.getClass() == IllegalArgumentException.class;
    }

    /** An exception that was created from its cause alone quotes it as its message. */
    private static boolean quotes(String words, @Nullable Throwable cause) {
        return cause != null && words.contains(cause.toString());
    }
}
