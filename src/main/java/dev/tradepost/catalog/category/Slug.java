package dev.tradepost.catalog.category;

import java.text.Normalizer;
import java.util.Locale;
import java.util.regex.Pattern;

/** The name of a category in URLs. */
final class Slug {

    /**
     * Excludes what reads as an id, because one path parameter takes either. Has no repeated group: Java matches those by recursion, and
     * a long text would overflow the stack.
     */
    static final String PATTERN = "(?![0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$)(?!-)(?!.*--)[a-z0-9-]*[a-z0-9]";

    static final String RULE = "must be lower case letters, digits and single dashes";

    private static final Pattern VALID = Pattern.compile(PATTERN);

    private Slug() {}

    static boolean isValid(String text) {
        return text.length() <= 100 && VALID.matcher(text).matches();
    }

    /** Derives a slug from a name: accents dropped, other characters replaced by dashes. Empty if the name has no letter or digit. */
    static String of(String name) {
        return Normalizer.normalize(name, Normalizer.Form.NFD)
                .replaceAll("\\p{M}", "")
                .toLowerCase(Locale.ROOT)
                .replaceAll("[^a-z0-9]+", "-")
                .replaceAll("^-|-$", "");
    }
}
