package dev.tradepost.order.notification;

/** HTML as mails carry it. */
final class MailHtml {

    /** RFC 5322, 2.1.1: what a line of a mail may have, its end not counted. */
    private static final int LONGEST_LINE = 998;
    private static final int LAST_ASCII = 126;

    private MailHtml() {}

    /**
     * Says the same in as few lines as possible and in ASCII: the mail client gives each line to the network by itself, and splits what has
     * to be encoded into lines of 76 characters. Not for text whose white space means something ({@code pre}).
     */
    static String compact(String html) {
        StringBuilder compact = new StringBuilder(html.length());
        int lineBegin = 0;
        for (String word : ascii(html.strip()).split("\\s+", -1)) {
            if (compact.length() + 1 + word.length() - lineBegin > LONGEST_LINE) {
                compact.append('\n');
                lineBegin = compact.length();
            } else if (!compact.isEmpty()) {
                compact.append(' ');
            }
            compact.append(word);
        }
        return compact.toString();
    }

    /** With references for all other characters. */
    private static String ascii(String html) {
        StringBuilder ascii = new StringBuilder(html.length());
        html.codePoints().forEach(character -> {
            if (character <= LAST_ASCII) {
                ascii.appendCodePoint(character);
            } else {
                ascii.append("&#").append(character).append(';');
            }
        });
        return ascii.toString();
    }
}
