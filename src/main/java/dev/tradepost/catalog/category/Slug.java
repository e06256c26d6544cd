package dev.tradepost.catalog.category;

import java.text.Normalizer;
import java.util.Locale;
import java.util.UUID;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

import dev.tradepost.platform.json.UuidText;

/** The part of an address that names a category. */
final class Slug {

    /**
     * Not one that reads as an id: the two are looked up by the same parameter. Written without a repeated group, which Java matches by
     * recursion: a long text would overflow the stack.
     */
    static final String PATTERN = "(?![0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$)(?!-)(?!.*--)[a-z0-9-]*[a-z0-9]";

    static final String RULE = "must be lower case letters, digits and single dashes";

    private static final Pattern VALID = Pattern.compile(PATTERN);

    private Slug() {}

    /** The id that stands where a slug may stand too; null when it is none. */
    static @Nullable UUID asId(String idOrSlug) {
        return UuidText.parse(idOrSlug);
    }

    static boolean isValid(String text) {
        return text.length() <= 100 && VALID.matcher(text).matches();
    }

    /** Made of a name: accents dropped, everything else but letters and digits turned into dashes. May be empty. */
    static String of(String name) {
        return Normalizer.normalize(name, Normalizer.Form.NFD)
                .replaceAll("\\p{M}", "")
                .toLowerCase(Locale.ROOT)
                .replaceAll("[^a-z0-9]+", "-")
                .replaceAll("^-|-$", "");
    }
}
