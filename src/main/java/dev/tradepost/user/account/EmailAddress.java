package dev.tradepost.user.account;

import java.util.Locale;

/** The one form in which an e-mail address is stored and compared. */
final class EmailAddress {

    /** One address and nothing that a mail server could take for two, or for a name beside it. */
    static final String PATTERN = "[^\\p{Z}\\p{C}@<>()\\[\\],;:\"]+@[\\p{L}\\p{N}.-]+\\.[\\p{L}\\p{N}-]+";

    private EmailAddress() {}

    static String normalised(String given) {
        return given.strip().toLowerCase(Locale.ROOT);
    }
}
