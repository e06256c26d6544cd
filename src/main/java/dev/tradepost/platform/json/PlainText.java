package dev.tradepost.platform.json;

/** Which characters a text from a client may have. */
public final class PlainText {

    public static final String RULE = "must not hold control characters or broken Unicode";

    private PlainText() {}

    /** True if the text has no control characters and no unpaired surrogate. */
    public static boolean isLine(String text) {
        return isPlain(text, false);
    }

    /** True if the text has no control characters except tabs and line breaks, and no unpaired surrogate. */
    public static boolean isParagraphs(String text) {
        return isPlain(text, true);
    }

    private static boolean isPlain(String text, boolean breaks) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (Character.isHighSurrogate(c) && i + 1 < text.length() && Character.isLowSurrogate(text.charAt(i + 1))) {
                i++;
            } else if (Character.isSurrogate(c) || (Character.isISOControl(c) && !(breaks && isBreak(c)))) {
                return false;
            }
        }
        return true;
    }

    private static boolean isBreak(char c) {
        return c == '\t' || c == '\n' || c == '\r';
    }
}
