package dev.tradepost.platform.web;

/** What may stand in a text that a client sends. */
final class PlainText {

    static final String RULE = "must not hold control characters or broken Unicode";

    private PlainText() {}

    /** Whether the text has no control character but tab and line breaks, and no half of a surrogate pair. */
    static boolean isPlain(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (Character.isHighSurrogate(c) && i + 1 < text.length() && Character.isLowSurrogate(text.charAt(i + 1))) {
                i++;
            } else if (Character.isSurrogate(c) || (Character.isISOControl(c) && c != '\t' && c != '\n' && c != '\r')) {
                return false;
            }
        }
        return true;
    }
}
