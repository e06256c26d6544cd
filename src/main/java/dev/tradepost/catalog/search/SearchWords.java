package dev.tradepost.catalog.search;

import java.text.Normalizer;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A search, in the forms that PostgreSQL's full text search takes.
 *
 * @param raw as it was typed, without surrounding white space
 * @param words in lower case without accents, in order
 */
record SearchWords(String raw, List<String> words) {

    /** Further words are ignored. */
    private static final int MAX_WORDS = 10;
    /** A shorter word matches only itself, not all words that begin with it. */
    private static final int MIN_PREFIX = 2;
    private static final Pattern MARKS = Pattern.compile("\\p{M}");
    private static final Pattern SEPARATORS = Pattern.compile("[^\\p{L}\\p{N}]+");

    /** Folds like the function {@code catalog.folded}. */
    static SearchWords of(String text) {
        String folded = MARKS.matcher(Normalizer.normalize(text, Normalizer.Form.NFD)).replaceAll("")
                .toLowerCase(Locale.ROOT);
        return new SearchWords(text,
                Stream.of(SEPARATORS.split(folded, -1)).filter(word -> !word.isEmpty()).limit(MAX_WORDS).toList());
    }

    /** For {@code to_tsquery}: every word or one that begins with it. Contains only letters and digits, so it needs no quoting. */
    String beginnings() {
        return joined(words.stream().map(word -> word.length() < MIN_PREFIX ? word : word + ":*"));
    }

    /** For {@code to_tsquery}: every word itself. */
    String exactly() {
        return joined(words.stream());
    }

    /** A {@code tsquery} of one quoted lexeme, which matches a sku. */
    String asSku() {
        return "'" + raw.toLowerCase(Locale.ROOT).replace("\\", "\\\\").replace("'", "''") + "'";
    }

    private static String joined(Stream<String> terms) {
        return String.join(" & ", terms.toList());
    }
}
