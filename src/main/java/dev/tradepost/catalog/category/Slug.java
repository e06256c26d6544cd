package dev.tradepost.catalog.category;

import java.text.Normalizer;
import java.util.Locale;

/** The part of an address that names a category. */
final class Slug {

    /** Not one that reads as an id: the two are looked up by the same parameter. */
    static final String PATTERN = "(?![0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$)[a-z0-9]+(-[a-z0-9]+)*";

    private Slug() {}

    /** Made of a name: accents dropped, everything else but letters and digits turned into dashes. May be empty. */
    static String of(String name) {
        return Normalizer.normalize(name, Normalizer.Form.NFD)
                .replaceAll("\\p{M}", "")
                .toLowerCase(Locale.ROOT)
                .replaceAll("[^a-z0-9]+", "-")
                .replaceAll("^-|-$", "");
    }
}
