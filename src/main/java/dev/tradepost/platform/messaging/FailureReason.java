package dev.tradepost.platform.messaging;

import org.jspecify.annotations.Nullable;

/**
 * Why a message could not be handled, in words that we have written: the messages of others hold SQL and the names of classes, which are for
 * the log only.
 */
final class FailureReason {

    private static final String OURS = "dev.tradepost.";
    private static final String UNKNOWN = "an unexpected failure; the log has it with the id of the message";

    private FailureReason() {}

    static String of(Throwable failure) {
        for (Throwable at = failure; at != null; at = at.getCause()) {
            String words = at.getMessage();
            if (words != null && !words.isBlank() && isOurs(at) && !quotes(words, at.getCause())) {
                return words;
            }
        }
        return UNKNOWN;
    }

    private static boolean isOurs(Throwable failure) {
        return failure.getClass().getName().startsWith(OURS)
                || (isWrittenByHand(failure) && failure.getStackTrace().length > 0
                        && failure.getStackTrace()[0].getClassName().startsWith(OURS));
    }

    /** The runtime puts names of classes into the others: a null that was not expected, a cast. */
    private static boolean isWrittenByHand(Throwable failure) {
        return failure.getClass() == IllegalStateException.class
                || failure.getClass() == IllegalArgumentException.class;
    }

    /** An exception that is made of nothing but another one has that one's name and words as its message. */
    private static boolean quotes(String words, @Nullable Throwable cause) {
        return cause != null && words.contains(cause.toString());
    }
}
