package dev.tradepost.catalog.search;

import java.text.Normalizer;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What somebody looks for, as PostgreSQL's full text search takes it.
 *
 * @param raw as it was typed, without surrounding white space
 * @param words without case and accents, in order
 */
record SearchWords(String raw, List<String> words) {

    /** More than these say nothing more about what is meant. */
    private static final int MOST_WORDS = 10;
    /** The beginning of a word has to be this long to stand for all words that begin so. */
    private static final int SHORTEST_PREFIX = 2;
    private static final Pattern MARKS = Pattern.compile("\\p{M}");
    private static final Pattern SEPARATORS = Pattern.compile("[^\\p{L}\\p{N}]+");

    /** Folds as the function {@code catalog.folded} does. */
    static SearchWords of(String text) {
        String folded = MARKS.matcher(Normalizer.normalize(text, Normalizer.Form.NFD)).replaceAll("")
                .toLowerCase(Locale.ROOT);
        return new SearchWords(text,
                Stream.of(SEPARATORS.split(folded, -1)).filter(word -> !word.isEmpty()).limit(MOST_WORDS).toList());
    }

    /** For {@code to_tsquery}: every word, or one that begins with it, has to be there. Holds letters and digits only. */
    String beginnings() {
        return joined(words.stream().map(word -> word.length() < SHORTEST_PREFIX ? word : word + ":*"));
    }

    /** For {@code to_tsquery}: the words themselves. */
    String exactly() {
        return joined(words.stream());
    }

    /** As a {@code tsquery} that finds a sku: one quoted lexeme. */
    String asSku() {
        return "'" + raw.toLowerCase(Locale.ROOT).replace("\\", "\\\\").replace("'", "''") + "'";
    }

    private static String joined(Stream<String> terms) {
        return String.join(" & ", terms.toList());
    }
}
