package dev.tradepost.platform.job;

import java.util.regex.Pattern;

/**
 * Text in CSV cells. Spreadsheets evaluate a cell that begins with {@code = + - @}, a tab or a carriage return as a formula; an apostrophe
 * makes it text. Text that already has apostrophes before such a character gets one more, so that reading removes exactly one.
 */
public final class CsvText {

    private static final char ESCAPE = '\'';
    private static final Pattern FORMULA = Pattern.compile("'*+[=+\\-@\t\r]");

    private CsvText() {}

    /** @return the cell for a text */
    public static String escaped(String text) {
        return isFormula(text) ? ESCAPE + text : text;
    }

    /** Reverses {@link #escaped}. */
    public static String unescaped(String cell) {
        return cell.length() > 1 && cell.charAt(0) == ESCAPE && isFormula(cell) ? cell.substring(1) : cell;
    }

    private static boolean isFormula(String text) {
        return FORMULA.matcher(text).lookingAt();
    }
}
