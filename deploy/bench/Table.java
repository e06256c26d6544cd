import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;

/** A table in Markdown, and how its cells are written. */
class Table {

    private final List<String[]> rows = new ArrayList<>();

    Table(String... header) {
        rows.add(header);
        String[] line = new String[header.length];
        Arrays.fill(line, "---");
        rows.add(line);
    }

    void row(String... cells) {
        rows.add(cells);
    }

    void print(String title) {
        System.out.printf("%n### %s%n%n", title);
        rows.forEach(row -> System.out.println("| " + String.join(" | ", row) + " |"));
        System.out.println();
    }

    static String number(double number) {
        return String.format(Locale.ROOT, number < 10 ? "%.2f" : "%,.0f", number);
    }

    static String count(double number) {
        return String.format(Locale.ROOT, "%,.0f", number);
    }

    static String ms(double milliseconds) {
        return String.format(Locale.ROOT, milliseconds < 10 ? "%.2f ms" : "%.1f ms", milliseconds);
    }

    static String verdict(boolean kept) {
        return kept ? "kept" : "**MISSED**";
    }

    static double median(List<Double> values) {
        List<Double> sorted = new ArrayList<>(values);
        Collections.sort(sorted);
        return sorted.get(sorted.size() / 2);
    }
}
