package dev.tradepost.platform.job;

import java.util.regex.Pattern;

/**
 * Texts in cells of CSV files. Spreadsheets run a cell as a formula that begins with {@code = + - @}, a tab or a carriage return, whoever has
 * written it; an apostrophe before it makes it text. What has apostrophes before such a beginning gets one more, so that exactly one is
 * taken away again.
 */
public final class CsvText {

    private static final char ESCAPE = '\'';
    private static final Pattern FORMULA = Pattern.compile("'*+[=+\\-@\t\r]");

    private CsvText() {}

    /** As it is written. */
    public static String escaped(String text) {
        return isFormula(text) ? ESCAPE + text : text;
    }

    /** As it was before {@link #escaped}. */
    public static String unescaped(String cell) {
        return cell.length() > 1 && cell.charAt(0) == ESCAPE && isFormula(cell) ? cell.substring(1) : cell;
    }

    private static boolean isFormula(String text) {
        return FORMULA.matcher(text).lookingAt();
    }
}
